import * as z from "zod/mini";
import { idSchema } from "../../ids/index.js";
import { roleSchema } from "../../members/index.js";
import { changeFields, defineChangeType } from "./change-type.js";

/** A member's role from now on; null: they are no longer a member. */
export const memberRowSchema = z.object({
  type: z.literal("member"),
  user: idSchema,
  role: z.nullable(roleSchema),
  version: z.int(),
  /** Members after it; an older server leaves it out. */
  memberCount: z.optional(z.int()),
  /** The end of the member's mute, milliseconds since the epoch; absent: not muted. */
  mutedUntil: z.optional(z.int()),
});
export type MemberRow = z.infer<typeof memberRowSchema>;

/** The number of members of a conversation, and the version of the newest change of a member. */
export interface MemberCountRow {
  memberCount: number | undefined;
  version: number;
}

/**
 * A member who joined, left, has another role, or was muted or unmuted. Devices store only how many
 * members there are: they read the members when they show them.
 */
export const member = defineChangeType({
  change: z.object({
    type: z.literal("member"),
    ...changeFields,
    user: idSchema,
    role: z.nullable(roleSchema),
    memberCount: z.optional(z.int()),
    mutedUntil: z.optional(z.int()),
  }),
  row: memberRowSchema,
  fold: {
    table: "memberCount",
    key: () => "memberCount",
    into: (stored: MemberCountRow | undefined, { version, memberCount = stored?.memberCount }) =>
      stored && stored.version >= version ? stored : { memberCount, version },
  },
});
