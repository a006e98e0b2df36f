import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { personSchema } from "../people/index.js";
import { pollResultSchema } from "./changes/index.js";

const choicesSchema = z
  .array(z.int().check(z.minimum(0), z.maximum(limits.pollChoices - 1)))
  .check(z.maxLength(limits.pollChoices));

/**
 * Votes in a poll. The choices, by their places from 0, replace the user's earlier ones; without
 * any, the vote is taken back.
 */
export const voteInPoll = defineCommand({
  name: "poll.vote",
  input: z.strictObject({ conversationId: idSchema, messageId: idSchema, choices: choicesSchema }),
  output: z.object({
    ...{ id: idSchema, version: z.int(), at: z.int() },
    ...pollResultSchema.shape,
  }),
  subject: ({ messageId }) => `vote in ${messageId}`,
});

/** Ends the user's own poll or, as a moderator, another's. Closing twice gives the same result. */
export const closePoll = defineCommand({
  name: "poll.close",
  input: z.strictObject({ conversationId: idSchema, messageId: idSchema }),
  output: voteInPoll.output,
  subject: ({ messageId }) => `vote in ${messageId}`,
});

/** One user's vote in a poll. */
export const voterSchema = z.object({
  user: personSchema,
  choices: z.array(z.int()),
  /** Milliseconds since the epoch. */
  at: z.int(),
});
export type Voter = z.infer<typeof voterSchema>;

export const listVotes = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/messages/:messageId/votes",
  summary: "Who voted for what in a poll that is not anonymous, by user id",
  auth: "user",
  params: z.strictObject({ id: idSchema, messageId: idSchema }),
  query: z.strictObject({
    after: z.optional(idSchema),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(voterSchema),
  /** `next`: the `after` of the next page, if there is one. */
  meta: z.object({ lineage: z.string(), next: z.optional(z.string()) }),
});
