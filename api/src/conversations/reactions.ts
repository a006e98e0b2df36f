import { addReactionRoute, reactToMessage, removeReactionRoute } from "@rally/shared/conversations";
import {
  appendReaction,
  countsByMessage,
  messagesById,
  reactionKey,
  reactionsByKey,
} from "@rally/shared/server/log";
import { inConversation, commandIdFrom, type Dispatcher } from "../commands/index.js";
import { handleRoute, type MountedRoute } from "../http/index.js";
import { requireMessage, requireMayWrite, requireNotDeleted } from "./policy.js";

export const reactionHandler = inConversation(reactToMessage, {
  conversationOf: ({ conversationId }) => conversationId,
  reads: ({ messageId, emoji }, { userId }) => ({
    rows: [
      [messagesById, [messageId]],
      [countsByMessage, [messageId]],
      [reactionsByKey, [reactionKey({ message: messageId, user: userId, emoji })]],
    ],
  }),
  decide({ userId }, { messageId, emoji, on }, batch) {
    const message = requireMessage(batch, userId, messageId);
    requireMayWrite(batch, userId);
    requireNotDeleted(message);
    const reaction = { message: messageId, user: userId, emoji, on };
    return { id: messageId, ...appendReaction(batch, reaction) };
  },
});

export function reactionRoutes(dispatcher: Dispatcher): MountedRoute[] {
  return ([addReactionRoute, removeReactionRoute] as const).map((route) =>
    handleRoute(
      route,
      async ({ params: { id, ...reaction }, caller, commandId }) => ({
        data: await dispatcher.run(caller, reactToMessage, commandIdFrom(commandId), {
          conversationId: id,
          ...reaction,
          on: route === addReactionRoute,
        }),
      }),
      { queuesItsWrites: true },
    ),
  );
}
