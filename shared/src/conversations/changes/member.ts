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
});
export type MemberRow = z.infer<typeof memberRowSchema>;

/** A member who joined, left or has another role. Devices read members when they show them. */
export const member = defineChangeType({
  change: z.object({
    type: z.literal("member"),
    ...changeFields,
    user: idSchema,
    role: z.nullable(roleSchema),
  }),
  row: memberRowSchema,
});
