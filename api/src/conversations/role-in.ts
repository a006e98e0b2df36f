import type { ConversationKind, Role } from "@rally/shared/members";
import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";

/** A user's role in a conversation, and its kind; undefined if they are not a member. */
export async function roleIn(
  source: Database | Transaction,
  userId: string,
  conversationId: string,
): Promise<{ role: Role; kind: ConversationKind } | undefined> {
  const [row] = await runPrepared<{ role: Role; kind: ConversationKind }>(
    source,
    {
      name: "role_in_conversation",
      text: `select m.role, c.kind
        from (select role from memberships where conversation_id = $1 and user_id = $2 offset 0) m
          cross join lateral (select kind from conversations
            where id = $1 and deleted_at is null offset 0) c`,
    },
    [conversationId, userId],
  );
  return row;
}
