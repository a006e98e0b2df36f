import * as z from "zod/mini";
import { idSchema } from "../../ids/index.js";
import { changeFields, defineChangeType } from "./change-type.js";

/** Whether a message is pinned, and since when. Without its pin, the row stays. */
export const pinRowSchema = z.object({
  type: z.literal("pin"),
  /** The message's id. */
  id: idSchema,
  pinned: z.boolean(),
  /** When it was pinned or unpinned. */
  at: z.int(),
  version: z.int(),
});
export type PinRow = z.infer<typeof pinRowSchema>;

/** A message that a member pins or unpins. Deleting a pinned message unpins it first. */
export const pin = defineChangeType({
  change: z.object({
    type: z.literal("pin"),
    ...changeFields,
    id: idSchema,
    pinned: z.boolean(),
  }),
  row: pinRowSchema,
  fold: {
    table: "pins",
    key: ({ id }) => id,
    into(stored: PinRow | undefined, { type, id, pinned, at, version }) {
      if (stored && stored.version >= version) return stored;
      return { type, id, pinned, at, version };
    },
  },
});
