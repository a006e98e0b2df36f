import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { personSchema } from "../people/index.js";
import { roleSchema } from "./policy.js";

export const memberSchema = z.object({
  user: personSchema,
  role: roleSchema,
  /** Milliseconds since the epoch. */
  joinedAt: z.int(),
});
export type Member = z.infer<typeof memberSchema>;

export const listMembers = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/members",
  summary: "The members of a conversation and their roles, by user id",
  auth: "user",
  params: z.strictObject({ id: idSchema }),
  query: z.strictObject({
    after: z.optional(idSchema),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(memberSchema),
  /** `next`: the `after` of the next page, if there is one. */
  meta: z.object({ lineage: z.string(), next: z.optional(z.string()) }),
});
