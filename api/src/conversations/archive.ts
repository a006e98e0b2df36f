import { archiveConversation, archiveRoute, unarchiveRoute } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { may, type ConversationKind, type Role } from "@rally/shared/members";
import type { Transaction } from "@rally/shared/server/database";
import { commandIdFrom, transactionHandler, type Dispatcher } from "../commands/index.js";
import { handleRoute, type MountedRoute } from "../http/index.js";
import { nextUserVersion } from "../people/index.js";
import { noSuchConversation } from "./policy.js";

/** Stores on the caller's own row up to which message the conversation is archived. */
export const archiveHandler = transactionHandler(
  archiveConversation,
  async ({ userId }, { conversationId, archived, seq }, trx, after) => {
    const { kind, role, lastSeq } = await lockMembership(trx, conversationId, userId);
    if (!may(role, "archive", kind)) {
      throw new RallyError("forbidden", "The world chat cannot be archived");
    }
    const archivedSeq = archived ? Math.min(seq ?? lastSeq, lastSeq) : null;
    const version = await nextUserVersion(trx, userId);
    await trx("memberships")
      .where({ conversation_id: conversationId, user_id: userId })
      .update({ archived_seq: archivedSeq, user_version: version });
    after((bus) => bus.publish("user", { user: userId, version }));
    return { archivedSeq };
  },
);

/**
 * Locks the conversation before the user, like all transactions; the user may be leaving it.
 * @throws RallyError `not_found`
 */
async function lockMembership(
  trx: Transaction,
  conversationId: string,
  userId: string,
): Promise<{ kind: ConversationKind; role: Role; lastSeq: number }> {
  const conversation = await trx("conversations")
    .where("id", conversationId)
    .forNoKeyUpdate()
    .first<{ kind: ConversationKind; lastSeq: number } | undefined>("kind", "last_seq as lastSeq");
  const member = await trx("memberships")
    .where({ conversation_id: conversationId, user_id: userId })
    .first<{ role: Role } | undefined>("role");
  if (!conversation || !member) throw noSuchConversation();
  return { ...conversation, ...member };
}

export function archiveRoutes(dispatcher: Dispatcher): MountedRoute[] {
  return ([archiveRoute, unarchiveRoute] as const).map((route) =>
    handleRoute(route, async ({ params: { id }, caller, commandId }) => ({
      data: await dispatcher.run(caller, archiveConversation, commandIdFrom(commandId), {
        conversationId: id,
        archived: route === archiveRoute,
      }),
    })),
  );
}
