import { msg } from "@lit/localize";
import { reactToMessage } from "@rally/shared/conversations";
import { sparseRows, storing, type OutboxRow, type RallyDatabase } from "../../database/index.js";
import { enqueue, inputOf } from "../../outbox/index.js";
import type { MessageView, ReactionView } from "./message-views.js";

/** The emoji offered in the menu. */
export const quickReactions = [
  "\u{1F44D}",
  "\u2764\uFE0F",
  "\u{1F602}",
  "\u{1F62E}",
  "\u{1F622}",
  "\u{1F389}",
];

/** The label of the button that opens the emoji picker. */
export const moreReactions = (): string => msg("More reactions");

/** Adds the reactions to messages, including this user's unsent ones. */
export function addReactions(
  database: RallyDatabase,
  views: readonly MessageView[],
  commands: readonly OutboxRow[],
): PromiseLike<void> {
  const unsent = commands.filter(
    ({ name, state }) => name === reactToMessage.name && state !== "refused",
  );
  const ids = views.map(({ id }) => id);
  return sparseRows(database.reactions, ids).then((rows) => {
    for (const view of views) {
      if (view.deleted) continue;
      const row = rows.get(view.id);
      let reactions = (row?.reactions ?? []).map(({ emoji, count }) => ({
        ...{ emoji, count },
        mine: row?.mine.includes(emoji) ?? false,
      }));
      for (const command of unsent) {
        const { messageId, emoji, on } = inputOf(reactToMessage, command);
        if (messageId === view.id) reactions = withOwn(reactions, emoji, on);
      }
      if (reactions.length > 0) view.reactions = reactions;
    }
  });
}

function withOwn(reactions: readonly ReactionView[], emoji: string, on: boolean): ReactionView[] {
  const known = reactions.find((one) => one.emoji === emoji);
  if (!known) return on ? [...reactions, { emoji, count: 1, mine: true }] : [...reactions];
  if (known.mine === on) return [...reactions];
  return reactions
    .map((one) => (one === known ? { emoji, count: one.count + (on ? 1 : -1), mine: on } : one))
    .filter(({ count }) => count > 0);
}

/** Adds or removes this user's reaction; it shows at once and is sent when possible. */
export function enqueueReaction(
  database: RallyDatabase,
  conversationId: string,
  { messageId, emoji, on }: { messageId: string; emoji: string; on: boolean },
): Promise<void> {
  const { outbox, reactions } = database;
  return storing(() =>
    database.transaction("rw", [outbox, reactions], async () => {
      const same = outbox
        .where("[conversation+state]")
        .anyOf([conversationId, "pending"], [conversationId, "refused"])
        .and((row) => {
          if (row.name !== reactToMessage.name || row.attempted) return false;
          const input = inputOf(reactToMessage, row);
          return input.messageId === messageId && input.emoji === emoji;
        });
      const dropped = await same.delete();
      const isStored = (await reactions.get(messageId))?.mine.includes(emoji) ?? false;
      // Added and removed before it was sent: there is nothing to send.
      if (dropped > 0 && isStored === on) return;
      const input = { conversationId, messageId, emoji, on };
      await enqueue(database, reactToMessage, input, { conversation: conversationId });
    }),
  );
}
