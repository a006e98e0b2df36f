import * as z from "zod/mini";
import { idSchema } from "../../ids/index.js";
import { changeFields, defineChangeType } from "./change-type.js";

/** How far a member has read. */
export const markerRowSchema = z.object({
  type: z.literal("marker"),
  user: idSchema,
  seq: z.int(),
  version: z.int(),
});
export type MarkerRow = z.infer<typeof markerRowSchema>;

/** A read marker; it never moves back [S10]. Only the logs of small rooms contain markers. */
export const marker = defineChangeType({
  change: z.object({
    type: z.literal("marker"),
    ...changeFields,
    user: idSchema,
    seq: z.int(),
  }),
  row: markerRowSchema,
  fold: {
    table: "markers",
    key: ({ user }) => user,
    into: (stored: MarkerRow | undefined, { user, seq, version }) => ({
      type: "marker",
      user,
      seq: Math.max(stored?.seq ?? seq, seq),
      version: Math.max(stored?.version ?? version, version),
    }),
  },
});
