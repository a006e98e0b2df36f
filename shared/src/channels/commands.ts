import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";

const channel = { conversationId: idSchema };
const joining = ({ conversationId }: { conversationId: string }): string =>
  `joining ${conversationId}`;

/**
 * Joins a public channel, or asks the admins of a private one. Joining twice, or asking again while
 * the request waits, gives the same result.
 */
export const joinChannel = defineCommand({
  name: "channel.join",
  input: z.strictObject(channel),
  output: z.object({ state: z.enum(["joined", "requested"]) }),
  subject: joining,
});

/** Withdraws the caller's request to join a channel; without one, nothing changes. */
export const cancelJoinRequest = defineCommand({
  name: "channel.cancelRequest",
  input: z.strictObject(channel),
  output: z.object({ state: z.literal("none") }),
  subject: joining,
});

/** An admin's answer to a request to join a private channel. */
export const joinAnswerSchema = z.enum(["accepted", "rejected"]);

/** Accepts or declines a request to join a private channel. */
export const answerJoinRequest = defineCommand({
  name: "channel.answerRequest",
  input: z.strictObject({ ...channel, userId: idSchema, state: joinAnswerSchema }),
  output: z.object({
    /** The conversation's version after the answer. */
    version: z.int(),
  }),
  subject: ({ conversationId, userId }) => `request of ${userId} to ${conversationId}`,
});

export const channelCommands = { joinChannel, cancelJoinRequest, answerJoinRequest } as const;
