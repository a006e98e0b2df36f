import { deleteConversation, deleteConversationRoute } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { may } from "@rally/shared/members";
import { deleteForAll } from "@rally/shared/server/log";
import { commandIdFrom, inConversation, type Dispatcher } from "../commands/index.js";
import { handleRoute, type MountedRoute } from "../http/index.js";

export const deleteHandler = inConversation(deleteConversation, {
  conversationOf: ({ conversationId }) => conversationId,
  decide({ userId, ip }, _input, batch) {
    const { role } = batch.requireMember(userId);
    if (!may(role, "deleteForAll", batch.conversation.kind)) {
      throw new RallyError("forbidden", "Only the owner of a group or channel deletes it for all");
    }
    return { deletedAt: deleteForAll(batch, { userId, ip }) };
  },
});

export function deleteRoutes(dispatcher: Dispatcher): MountedRoute[] {
  return [
    handleRoute(
      deleteConversationRoute,
      async ({ params: { id }, caller, commandId }) => ({
        data: await dispatcher.run(caller, deleteConversation, commandIdFrom(commandId), {
          conversationId: id,
        }),
      }),
      { queuesItsWrites: true },
    ),
  ];
}
