import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type { Transaction } from "@rally/shared/server/database";
import { Membership, User } from "@rally/shared/server/models";

/**
 * Makes a new user a member of the world chat; earlier messages count as read. It does not write the
 * conversation's row, which every message there needs; the caller counts the member after the commit
 * (`MemberCounts`).
 */
export async function joinWorld(trx: Transaction, userId: string): Promise<void> {
  const world = await trx<{ id: string; last_seq: number }>("conversations")
    .where("id", WORLD_CONVERSATION_ID)
    .first("last_seq");
  if (!world) throw new Error("There is no world chat: the database was not migrated");
  await User.query(trx).findById(userId).patch({ version: 1 });
  await Membership.query(trx).insert({
    conversationId: WORLD_CONVERSATION_ID,
    userId,
    joinedSeq: world.last_seq,
    marker: world.last_seq,
    userVersion: 1,
  });
  await trx("member_count_changes").insert({ conversation_id: WORLD_CONVERSATION_ID, change: 1 });
}
