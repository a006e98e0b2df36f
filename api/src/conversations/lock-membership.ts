import type { ConversationKind, Role } from "@rally/shared/members";
import type { Transaction } from "@rally/shared/server/database";
import { noSuchConversation } from "./policy.js";

/**
 * Locks the conversation before the user, like all transactions; the user may be leaving it.
 * @throws RallyError `not_found`
 */
export async function lockMembership(
  trx: Transaction,
  conversationId: string,
  userId: string,
): Promise<{ kind: ConversationKind; role: Role; lastSeq: number; clearedSeq: number }> {
  const conversation = await trx("conversations")
    .where("id", conversationId)
    .whereNull("deleted_at")
    .forNoKeyUpdate()
    .first<{ kind: ConversationKind; lastSeq: number } | undefined>("kind", "last_seq as lastSeq");
  const member = await trx("memberships")
    .where({ conversation_id: conversationId, user_id: userId })
    .first<{ role: Role; clearedSeq: number } | undefined>("role", "cleared_seq as clearedSeq");
  if (!conversation || !member) throw noSuchConversation();
  return { ...conversation, ...member };
}
