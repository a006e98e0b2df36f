import { newId } from "@rally/shared/ids";
import type { Transaction } from "@rally/shared/server/database";
import type { Secrets } from "@rally/shared/server/secrets";
import type { MailContent } from "./templates.js";

const placeOf = (id: string): string => `mail ${id}`;

/**
 * Queues a mail in the transaction of the change that it reports: it is sent only if that commits.
 * The content is sealed, because a link in it gives access to the account.
 */
export async function queueMail(
  { secrets }: { secrets: Secrets },
  trx: Transaction,
  recipient: string,
  mail: MailContent,
): Promise<void> {
  const id = newId();
  const sealed = secrets.seal(Buffer.from(JSON.stringify(mail)), placeOf(id));
  await trx("mails").insert({ id, recipient, sealed });
}

/** Reads a queued mail. @throws when it was sealed under another secret. */
export function openMail(
  secrets: Secrets,
  { id, sealed }: { id: string; sealed: Buffer },
): MailContent {
  let plain: Buffer;
  try {
    plain = secrets.open(sealed, placeOf(id));
  } catch {
    plain = secrets.openEarlierMail(sealed);
  }
  return JSON.parse(plain.toString()) as MailContent;
}
