import { archiveConversation, archiveRoute, unarchiveRoute } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { may } from "@rally/shared/members";
import { commandIdFrom, transactionHandler, type Dispatcher } from "../commands/index.js";
import { handleRoute, type MountedRoute } from "../http/index.js";
import { nextUserVersion } from "../people/index.js";
import { lockMembership } from "./lock-membership.js";

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
