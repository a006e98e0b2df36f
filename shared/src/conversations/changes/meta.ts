import * as z from "zod/mini";
import { changeFields, defineChangeType } from "./change-type.js";

/** The name of a group. */
export const metaRowSchema = z.object({
  type: z.literal("meta"),
  name: z.string(),
  version: z.int(),
});
export type MetaRow = z.infer<typeof metaRowSchema>;

/** A new name of a group. */
export const meta = defineChangeType({
  change: z.object({ type: z.literal("meta"), ...changeFields, name: z.string() }),
  row: metaRowSchema,
  fold: {
    table: "meta",
    key: () => "meta",
    into: (stored: MetaRow | undefined, { name, version }) =>
      stored && stored.version >= version ? stored : { type: "meta", name, version },
  },
});
