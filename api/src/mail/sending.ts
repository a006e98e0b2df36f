import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "@rally/shared/server/database";
import type { OnStop } from "@rally/shared/server/process";
import type { ApiContext } from "../http/index.js";
import { openMail } from "./queue.js";
import { openTransport, type Deliver } from "./transport.js";

/** Milliseconds between polls; an empty poll reads a small index. */
const POLL_MS = 500;
/** Attempts per mail, over some eleven hours. */
const TRIES = 8;
/** Milliseconds that a mail in progress gets when the process stops; it is retried later. */
const STOP_MS = 2_000;

interface Due {
  id: string;
  recipient: string;
  sealed: Buffer;
  attempts: number;
}

type SendingContext = Pick<
  ApiContext,
  "database" | "logger" | "secrets" | "smtpUrl" | "mailFrom" | "dataDirectory" | "homeUrl"
>;

/**
 * Sends queued mails until the process stops. Any number of processes can: each takes a different
 * row. A row is rescheduled before its attempt and deleted after it, so that a crash in between
 * sends the mail twice (with the same Message-ID) rather than never.
 */
export function startSending(context: SendingContext, onStop: OnStop): void {
  const deliver = openTransport(context);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  const begin = (): void => {
    round = sendDue(context, deliver, () => stopped)
      .catch((error: unknown) => {
        if (!stopped) context.logger.warn({ err: error }, "failed to read the mail queue");
      })
      .finally(() => {
        if (!stopped) timer = setTimeout(begin, POLL_MS);
      });
  };
  begin();
  onStop(async () => {
    stopped = true;
    clearTimeout(timer);
    await Promise.race([round, pause(STOP_MS, undefined, { ref: false })]);
  });
}

async function sendDue(
  context: SendingContext,
  deliver: Deliver,
  isStopping: () => boolean,
): Promise<void> {
  for (;;) {
    const mail = isStopping() ? undefined : await takeNext(context.database);
    if (!mail) return;
    await send(context, deliver, mail);
  }
}

/**
 * Takes the mail that has waited longest, and reschedules it as if it had failed: after 30 s at
 * first, then four times as long each time.
 */
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
  const { database, logger, secrets } = context;
  const home = new URL(context.homeUrl()).hostname;
  try {
    const { subject, text } = openMail(secrets, mail);
    await deliver({
      id: mail.id,
      from: context.mailFrom ?? `Rally <rally@${home}>`,
      to: mail.recipient,
      messageId: `<${mail.id}@${home}>`,
      subject,
      text,
    });
  } catch (error) {
    // The error itself is not logged, because SMTP servers repeat the address in it.
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    const reason = { mail: mail.id, code, responseCode };
    if (mail.attempts < TRIES) {
      logger.warn(reason, "failed to send a mail; it will be retried");
    } else {
      logger.error(reason, "gave up sending a mail");
      await database("mails")
        .where("id", mail.id)
        .update({ failed_at: database.fn.now(), sealed: Buffer.alloc(0) });
    }
    return;
  }
  await database("mails").where("id", mail.id).delete();
}
