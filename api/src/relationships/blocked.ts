import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { isBlocked } from "@rally/shared/server/models";

/** @throws RallyError `blocked` if there is a block between the caller and one of the others. */
export async function requireNotBlockedWith(
  trx: Transaction,
  callerId: string,
  others: readonly string[],
): Promise<void> {
  if (!(await isBlocked(trx, [callerId], others))) return;
  throw new RallyError("blocked", "One of the two users has blocked the other");
}

/**
 * A third user cannot bring two users together if there is a block between them [S14].
 * @throws RallyError `cannot_add`, which does not name the users.
 */
export async function requireNoBlockAmong(
  trx: Transaction,
  users: readonly string[],
): Promise<void> {
  if (!(await isBlocked(trx, users, users))) return;
  throw new RallyError("cannot_add", "Not all of these users can be in one conversation");
}
