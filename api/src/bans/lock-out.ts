import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { Membership, User } from "@rally/shared/server/models";

/** How often the locks are taken anew because the user came into a conversation meanwhile. */
const TRIES = 20;

/**
 * Writes what keeps a user out, with every conversation of theirs made to look again at whether
 * they may write: a commit that began before this either is durable before this is answered, or
 * fails on `rights` and is decided anew. So a message costs nothing more for it; this, which is
 * rare, costs a write for each conversation. Conversations are locked before users and in the order
 * of their ids, as everybody does it, so that no two wait for each other.
 * @throws RallyError `not_found`
 */
export async function lockOut(
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
  throw new RallyError("unavailable", "They come into conversations faster than this; try again");
}

/** @returns false when the user came into another conversation before their row was locked. */
async function lockAndWrite(
  locks: Transaction,
  id: string,
  write: (locks: Transaction, user: User) => Promise<void>,
): Promise<boolean> {
  const touched = await touchConversations(locks, id);
  const user = await User.query(locks).findById(id).whereNull("deleted_at").forNoKeyUpdate();
  if (!user) throw new RallyError("not_found", "There is no such user");
  // Nobody comes into a conversation without a lock on their own row: from here on this is all.
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
