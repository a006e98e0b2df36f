import * as z from "zod/mini";
import { changeFields, defineChangeType } from "./change-type.js";

/** Who can find and join a channel. */
export const visibilitySchema = z.enum(["public", "private"]);
export type Visibility = z.infer<typeof visibilitySchema>;

/** What a conversation says about itself; each change carries all of it. Of two people, only the theme. */
const metaFields = {
  name: z.string(),
  /** Absent without one. */
  topic: z.optional(z.string()),
  /** Of a channel. Public: everyone can join; private: by request or invite link. */
  visibility: z.optional(visibilitySchema),
  /** Whether the directory of channels shows it to users who are not members. */
  listed: z.optional(z.boolean()),
  /** Seconds that a member waits between two messages; absent: none. */
  slowMode: z.optional(z.int()),
  /** What it looks like (`themes`); absent: the default. */
  theme: z.optional(z.string()),
  /** The name of the picture of a group or channel, as for `picturePath`; absent without one. */
  picture: z.optional(z.string()),
};
export const metaFieldNames = Object.keys(metaFields) as (keyof typeof metaFields)[];
export const conversationMetaSchema = z.object(metaFields);
export type ConversationMeta = z.infer<typeof conversationMetaSchema>;

/** What a group or channel says about itself. */
export const metaRowSchema = z.object({ type: z.literal("meta"), ...metaFields, version: z.int() });
export type MetaRow = z.infer<typeof metaRowSchema>;

/** The fields of a change, row or conversation, without the ones that are absent. */
export function metaOf(from: ConversationMeta): ConversationMeta {
  const present = metaFieldNames.filter((field) => from[field] !== undefined);
  return Object.fromEntries(present.map((field) => [field, from[field]])) as ConversationMeta;
}

/** New details of a group or channel. */
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
