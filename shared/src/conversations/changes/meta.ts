import * as z from "zod/mini";
import { changeFields, defineChangeType } from "./change-type.js";

/** Who can find and join a channel. */
export const visibilitySchema = z.enum(["public", "private"]);
export type Visibility = z.infer<typeof visibilitySchema>;

/** What a group or channel says about itself; each change carries all of it. */
const metaFields = {
  name: z.string(),
  /** Absent without one. */
  topic: z.optional(z.string()),
  /** Of a channel. Public: everyone can join; private: by request or invite link. */
  visibility: z.optional(visibilitySchema),
  /** Whether the directory of channels shows it to users who are not members. */
  listed: z.optional(z.boolean()),
};
export const conversationMetaSchema = z.object(metaFields);
export type ConversationMeta = z.infer<typeof conversationMetaSchema>;

/** The name, topic and visibility of a group or channel. */
export const metaRowSchema = z.object({ type: z.literal("meta"), ...metaFields, version: z.int() });
export type MetaRow = z.infer<typeof metaRowSchema>;

/** The fields of a change, row or conversation, without the ones that are absent. */
export function metaOf(from: ConversationMeta): ConversationMeta {
  const { name, topic, visibility, listed } = from;
  return {
    name,
    ...(topic !== undefined && { topic }),
    ...(visibility !== undefined && { visibility }),
    ...(listed !== undefined && { listed }),
  };
}

/** A new name, topic or visibility of a group or channel. */
export const meta = defineChangeType({
  change: z.object({ type: z.literal("meta"), ...changeFields, ...metaFields }),
  row: metaRowSchema,
  fold: {
    table: "meta",
    key: () => "meta",
    into: (stored: MetaRow | undefined, change) =>
      stored && stored.version >= change.version
        ? stored
        : { type: "meta", ...metaOf(change), version: change.version },
  },
});
