import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { personSchema } from "../people/index.js";

const input = z.strictObject({ userId: idSchema });
const output = z.object({
  userId: idSchema,
  blocked: z.boolean(),
  /** The version of one's own row about them; absent where there never was one. */
  version: z.optional(z.int()),
});

/** Have nothing to do with somebody: no messages between the two, no finding, no bringing into groups [S14]. */
export const blockUser = defineCommand({ name: "user.block", input, output });

/** Take one's block back; the other's, if there is one, stays. */
export const unblockUser = defineCommand({ name: "user.unblock", input, output });

export const blockCommands = { blockUser, unblockUser } as const;

export const listBlocks = defineRoute({
  method: "GET",
  path: "/api/v1/blocks",
  summary: "Those whom one has blocked, by user id",
  auth: "user",
  query: z.strictObject({
    after: z.optional(idSchema),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  /** `at`: since when, in milliseconds since the epoch. */
  data: z.array(z.object({ user: personSchema, at: z.int() })),
  meta: z.object({ lineage: z.string(), next: z.optional(z.string()) }),
});
