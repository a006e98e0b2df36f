import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { Membership, User } from "@rally/shared/server/models";

/** How often the locks are taken again because the user joined a conversation meanwhile. */
const TRIES = 20;

/**
 * Revokes a user's access. Raises the rights version of each of their conversations: a commit that
 * began earlier is either durable before this returns, or fails on `rights` and is decided again.
 * So the cost is paid here, where it is rare, and not by each message. Locks conversations before
 * users, and in the order of ids, as all transactions do, to avoid deadlocks.
 * @throws RallyError `not_found`
 */
export async function revokeAccess(
  trx: Transaction,
  id: string,
  write: (locks: Transaction, user: User) => Promise<void>,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const locks = await trx.transaction();
    let isDone = false;
    try {
      isDone = await lockAndWrite(locks, id, write);
    } finally {
      await (isDone ? locks.commit() : locks.rollback());
    }
    if (isDone) return;
  }
  throw new RallyError("unavailable", "The user's memberships keep changing; try again");
}

/** @returns false when the user joined another conversation before their row was locked. */
async function lockAndWrite(
  locks: Transaction,
  id: string,
  write: (locks: Transaction, user: User) => Promise<void>,
): Promise<boolean> {
  const touched = await touchConversations(locks, id);
  const user = await User.query(locks).findById(id).whereNull("deleted_at").forNoKeyUpdate();
  if (!user) throw new RallyError("not_found", "Unknown user");
  // Joining a conversation locks the user's row, so from here on the list is complete.
  const all = await Membership.query(locks).where("user_id", id).select("conversation_id");
  if (!all.every(({ conversationId }) => touched.has(conversationId))) return false;
  await write(locks, user);
  return true;
}

async function touchConversations(trx: Transaction, userId: string): Promise<Set<string>> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `update conversations set rights = rights + 1 where id in (
       select c.id from conversations c join memberships m on m.conversation_id = c.id
       where m.user_id = ? order by c.id for no key update of c)
     returning id`,
    [userId],
  );
  return new Set(rows.map(({ id }) => id));
}
