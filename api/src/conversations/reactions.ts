import { addReactionRoute, reactToMessage, removeReactionRoute } from "@rally/shared/conversations";
import { customEmojiName } from "@rally/shared/expressions";
import { RallyError } from "@rally/shared/errors";
import {
  appendReaction,
  countsByMessage,
  customEmojiByName,
  messagesById,
  reactionKey,
  reactionsByKey,
} from "@rally/shared/server/log";
import { inConversation, commandIdFrom, type Dispatcher } from "../commands/index.js";
import { handleRoute, type MountedRoute } from "../http/index.js";
import { requireMessage, requireMayWrite, requireNotDeleted } from "./policy.js";

export const reactionHandler = inConversation(reactToMessage, {
  conversationOf: ({ conversationId }) => conversationId,
  reads: ({ messageId, emoji, on }, { userId }) => ({
    rows: [
      [messagesById, [messageId]],
      [countsByMessage, [messageId]],
      [reactionsByKey, [reactionKey({ message: messageId, user: userId, emoji })]],
      [customEmojiByName, addedCustomEmoji({ emoji, on })],
    ],
  }),
  decide({ userId }, { messageId, emoji, on }, batch) {
    const message = requireMessage(batch, userId, messageId);
    requireMayWrite(batch, userId);
    requireNotDeleted(message);
    for (const name of addedCustomEmoji({ emoji, on })) {
      if (!batch.read(customEmojiByName, name)) throw noSuchEmoji();
    }
    const reaction = { message: messageId, user: userId, emoji, on };
    return { id: messageId, ...appendReaction(batch, reaction) };
  },
});

/** The name of a custom emoji that is added, which has to exist; a removed one is only taken away. */
function addedCustomEmoji({ emoji, on }: { emoji: string; on: boolean }): string[] {
  const name = on ? customEmojiName(emoji) : undefined;
  return name === undefined ? [] : [name];
}

const noSuchEmoji = (): RallyError =>
  new RallyError("invalid_input", "This server has no emoji of this name", {
    fields: { emoji: ["unknown"] },
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
