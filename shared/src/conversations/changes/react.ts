import * as z from "zod/mini";
import { customEmojiName } from "../../expressions/index.js";
import { idSchema } from "../../ids/index.js";
import { limits } from "../../limits/index.js";
import { changeFields, defineChangeType } from "./change-type.js";

/** The longest custom emoji, with its colons; an emoji of Unicode is not longer. */
const LONGEST = limits.customEmojiNameLength + 2;

/**
 * One emoji as the field's pickers offer it, or a custom emoji as `:name:`; what a browser cannot check,
 * the server does.
 */
export const emojiSchema = z
  .string()
  .check(z.minLength(1), z.maxLength(LONGEST), z.refine(isEmoji));

/** How many users reacted to a message with an emoji, in the order of the first reaction. */
export const reactionCountSchema = z.object({ emoji: z.string(), count: z.int() });
export type ReactionCount = z.infer<typeof reactionCountSchema>;

/** All reactions to one message; `mine`: the emoji with which the caller reacted. */
export const reactionsRowSchema = z.object({
  type: z.literal("react"),
  /** The message's id. */
  id: idSchema,
  version: z.int(),
  reactions: z.array(reactionCountSchema),
  mine: z.array(z.string()),
});
export type ReactionsRow = z.infer<typeof reactionsRowSchema>;

/** A reaction that a user adds to a message or removes; `reactions` are all of the message then. */
export const react = defineChangeType({
  change: z.object({
    type: z.literal("react"),
    ...changeFields,
    id: idSchema,
    emoji: z.string(),
    on: z.boolean(),
    reactions: z.array(reactionCountSchema),
  }),
  row: reactionsRowSchema,
  fold: {
    table: "reactions",
    key: ({ id }) => id,
    into(stored: ReactionsRow | undefined, input, userId) {
      const { type, id, version, reactions } = input;
      // A pulled row lists all of the user's own reactions. It wins over a live change of the same
      // version, because the device may have missed earlier live changes.
      if ("mine" in input) return stored && stored.version > version ? stored : input;
      if (stored && stored.version >= version) return stored;
      const others = (stored?.mine ?? []).filter((emoji) => emoji !== input.emoji);
      const before = stored?.mine ?? [];
      const mine = input.author !== userId ? before : input.on ? [...others, input.emoji] : others;
      return { type, id, version, reactions, mine };
    },
  },
});

/** The counts after a reaction; an emoji that no user reacts with any more is left out. */
export function countReaction(
  counts: readonly ReactionCount[],
  { emoji, on }: { emoji: string; on: boolean },
): ReactionCount[] {
  const known = counts.some((one) => one.emoji === emoji);
  if (!known) return on ? [...counts, { emoji, count: 1 }] : [...counts];
  return counts
    .map((one) => (one.emoji === emoji ? { emoji, count: one.count + (on ? 1 : -1) } : one))
    .filter(({ count }) => count > 0);
}

/** Whether a message can take another kind of reaction. */
export function hasRoomFor(counts: readonly ReactionCount[], emoji: string): boolean {
  return counts.length < limits.reactionKinds || counts.some((one) => one.emoji === emoji);
}

let pattern: RegExp | undefined;

function isEmoji(text: string): boolean {
  if (customEmojiName(text) !== undefined) return true;
  try {
    pattern ??= new RegExp("^\\p{RGI_Emoji}$", "v");
  } catch {
    // A browser without this flag accepts any text; the server refuses text that is no emoji.
    return true;
  }
  return pattern.test(text);
}
