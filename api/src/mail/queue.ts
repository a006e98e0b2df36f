import { newId } from "@rally/shared/ids";
import type { Transaction } from "@rally/shared/server/database";
import type { Tokens } from "@rally/shared/server/tokens";
import type { Letter } from "./letters.js";

/**
 * Writes a mail with what it tells of, in one transaction: it is sent if that holds, and not
 * otherwise. What it says is sealed, for a link in it is worth an account to whoever reads it.
 */
export async function queueMail(
  { tokens }: { tokens: Tokens },
  trx: Transaction,
  recipient: string,
  letter: Letter,
): Promise<void> {
  const sealed = tokens.seal(JSON.stringify(letter));
  await trx("mails").insert({ id: newId(), recipient, sealed });
}
