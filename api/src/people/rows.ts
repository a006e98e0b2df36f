import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { isBanned, User } from "@rally/shared/server/models";

/**
 * Locks the rows of the caller and of others, in the one order, so that blocks and bans of them
 * come before or after all that follows in this transaction.
 * @throws RallyError `banned` for the caller, `not_found` for others who are gone or banned.
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
  if (!caller) throw new RallyError("session_ended", "This account is gone");
  if (isBanned(caller)) throw new RallyError("banned", "You are banned");
  for (const id of others) {
    const other = found.get(id);
    if (!other || (!alsoBanned && isBanned(other))) {
      throw new RallyError("not_found", "There is no such user");
    }
  }
}

/** @throws RallyError `blocked` when the caller and one of the others have blocked each other. */
export async function requireOnTermsWith(
  trx: Transaction,
  callerId: string,
  others: readonly string[],
): Promise<void> {
  const { rows } = await trx.raw<{ rows: object[] }>(
    `select from blocks where (blocker_id = :callerId and blocked_id = any(:others::uuid[]))
      or (blocked_id = :callerId and blocker_id = any(:others::uuid[])) limit 1`,
    { callerId, others: [...others] },
  );
  if (rows.length > 0) throw new RallyError("blocked", "One of you has blocked the other");
}

/**
 * Nobody is brought together by somebody else with a person they have blocked [S14].
 * @throws RallyError `cannot_add`, which doesn't say whom
 */
export async function requireNoBlockAmong(
  trx: Transaction,
  people: readonly string[],
): Promise<void> {
  const { rows } = await trx.raw<{ rows: object[] }>(
    `select from blocks
     where blocker_id = any(:people::uuid[]) and blocked_id = any(:people::uuid[]) limit 1`,
    { people: [...people] },
  );
  if (rows.length > 0) {
    throw new RallyError("cannot_add", "Not all of these users can be in one conversation");
  }
}

/** Raises a user's version, for whoever of their devices asks what is new. @returns it. */
export async function nextUserVersion(trx: Transaction, id: string): Promise<number> {
  const [row] = await trx<{ id: string; version: number }>("users")
    .where({ id })
    .increment("version", 1)
    .returning("version");
  if (!row) throw new RallyError("not_found", "There is no such user");
  return row.version;
}
