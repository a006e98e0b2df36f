import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "@rally/shared/server/database";
import type { Ending } from "@rally/shared/server/process";
import type { ApiContext } from "../http/index.js";
import type { Letter } from "./letters.js";
import { openTransport, type Deliver } from "./transport.js";

/** Milliseconds between looks at what waits; one costs an empty look into a small index. */
const EVERY_MS = 500;
/** Times a mail is tried, over some eleven hours: a mail server's bad night. */
const TRIES = 8;
/** What a mail under way gets when the process ends; cut off, it is tried again later. */
const ENDING_MS = 2_000;

interface Due {
  id: string;
  recipient: string;
  sealed: Buffer;
  attempts: number;
}

type SendingContext = Pick<
  ApiContext,
  "database" | "logger" | "tokens" | "smtpUrl" | "mailFrom" | "dataDirectory" | "homeUrl"
>;

/**
 * Sends what waits in `mails`, for as long as the process lives. Any number of processes may: each
 * takes another row. A row is put off before it is tried, and goes when the mail has left: killed in
 * between, a mail is sent twice rather than never (with the same Message-ID).
 */
export function startSending(context: SendingContext, ending: Ending): void {
  const deliver = openTransport(context);
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const begin = (): void => {
    round = sendDue(context, deliver, () => ended)
      .catch((error: unknown) => {
        if (!ended) context.logger.warn({ err: error }, "mail could not be looked for");
      })
      .finally(() => {
        if (!ended) timer = setTimeout(begin, EVERY_MS);
      });
  };
  begin();
  ending(async () => {
    ended = true;
    clearTimeout(timer);
    await Promise.race([round, pause(ENDING_MS, undefined, { ref: false })]);
  });
}

async function sendDue(
  context: SendingContext,
  deliver: Deliver,
  isEnding: () => boolean,
): Promise<void> {
  for (;;) {
    const mail = isEnding() ? undefined : await takeNext(context.database);
    if (!mail) return;
    await send(context, deliver, mail);
  }
}

/** The mail that waits longest, put off as if it had failed: 30 s at first, then 4 times as long. */
async function takeNext(database: Database): Promise<Due | undefined> {
  const { rows } = await database.raw<{ rows: Due[] }>(
    `update mails set attempts = attempts + 1,
       next_at = now() + make_interval(secs => 30 * power(4, attempts))
     where id = (select id from mails where failed_at is null and next_at <= now()
       order by next_at limit 1 for update skip locked)
     returning id, recipient, sealed, attempts`,
  );
  return rows[0];
}

async function send(context: SendingContext, deliver: Deliver, mail: Due): Promise<void> {
  const { database, logger, tokens } = context;
  const home = new URL(context.homeUrl()).hostname;
  try {
    const { subject, text } = JSON.parse(tokens.unseal(mail.sealed)) as Letter;
    await deliver({
      id: mail.id,
      from: context.mailFrom ?? `Rally <rally@${home}>`,
      to: mail.recipient,
      messageId: `<${mail.id}@${home}>`,
      subject,
      text,
    });
  } catch (error) {
    // Not the error itself: a mail server repeats the address in it.
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    const reason = { mail: mail.id, code, responseCode };
    if (mail.attempts < TRIES) {
      logger.warn(reason, "a mail was not taken, and is tried again");
    } else {
      logger.error(reason, "a mail was given up");
      await database("mails")
        .where("id", mail.id)
        .update({ failed_at: database.fn.now(), sealed: Buffer.alloc(0) });
    }
    return;
  }
  await database("mails").where("id", mail.id).delete();
}
