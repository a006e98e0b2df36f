import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { personSchema } from "../people/index.js";
import { blockOf, friendshipWith } from "./subjects.js";

const input = z.strictObject({ userId: idSchema });
const output = z.object({
  userId: idSchema,
  blocked: z.boolean(),
  /** The version of the caller's row about the other user; absent if there is none. */
  version: z.optional(z.int()),
});

/** Blocks a user: the two users can no longer message, find or add each other [S14]. */
export const blockUser = defineCommand({ name: "user.block", input, output, subject: blockOf });

/** Removes the caller's block; a block by the other user stays. */
export const unblockUser = defineCommand({
  name: "user.unblock",
  input,
  output,
  subject: blockOf,
  // A friend command that the block ended must not take effect once the block is over.
  waitsFor: friendshipWith,
});

export const blockCommands = { blockUser, unblockUser } as const;

export const listBlocks = defineRoute({
  method: "GET",
  path: "/api/v1/blocks",
  summary: "The users whom the caller has blocked, by user id",
  auth: "user",
  query: z.strictObject({
    after: z.optional(idSchema),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  /** `at`: milliseconds since the epoch. */
  data: z.array(z.object({ user: personSchema, at: z.int() })),
  meta: z.object({ lineage: z.string(), next: z.optional(z.string()) }),
});

const ignoreOutput = z.object({
  userId: idSchema,
  ignored: z.boolean(),
  /** The version of the caller's row about the other user; 0 if there is none. */
  version: z.int(),
});

const ignoring = ({ userId }: { userId: string }): string => `ignoring ${userId}`;

/** Hides another user's messages, typing and presence from the caller alone. */
export const ignoreUser = defineCommand({
  name: "user.ignore",
  input,
  output: ignoreOutput,
  subject: ignoring,
});

/** Shows them again. */
export const unignoreUser = defineCommand({
  name: "user.unignore",
  input,
  output: ignoreOutput,
  subject: ignoring,
});

export const ignoreCommands = { ignoreUser, unignoreUser } as const;
