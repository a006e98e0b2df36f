import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { isBanned, User } from "@rally/shared/server/models";

/**
 * Locks the rows of the caller and of other users, in the order of ids: blocks and bans are committed
 * before, or wait for this transaction.
 * @throws RallyError `banned` for the caller, `not_found` for others that are deleted or banned.
 */
export async function lockPeople(
  trx: Transaction,
  callerId: string,
  others: readonly string[],
  { alsoBanned = false } = {},
): Promise<void> {
  const rows = await User.query(trx)
    .findByIds([callerId, ...others])
    .whereNull("deleted_at")
    .orderBy("id")
    .forNoKeyUpdate();
  const found = new Map(rows.map((row) => [row.id, row]));
  const caller = found.get(callerId);
  if (!caller) throw new RallyError("session_ended", "This account no longer exists");
  if (isBanned(caller)) throw new RallyError("banned", "You are banned");
  for (const id of others) {
    const other = found.get(id);
    if (!other || (!alsoBanned && isBanned(other))) {
      throw new RallyError("not_found", "There is no such user");
    }
  }
}

/** Increments and returns a user's version, which the user's devices pull by. */
export async function nextUserVersion(trx: Transaction, id: string): Promise<number> {
  const [row] = await trx<{ id: string; version: number }>("users")
    .where({ id })
    .increment("version", 1)
    .returning("version");
  if (!row) throw new RallyError("not_found", "There is no such user");
  return row.version;
}
