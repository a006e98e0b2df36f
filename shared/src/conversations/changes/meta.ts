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
    into: (held: MetaRow | undefined, { name, version }) =>
      held && held.version >= version ? held : { type: "meta", name, version },
  },
});
