import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute } from "../http/index.js";
import { gameIdSchema } from "./challenges.js";

/** The caller's entry in the queue of a game. */
export const queueEntrySchema = z.object({
  game: gameIdSchema,
  /** Milliseconds since the epoch. */
  joinedAt: z.int(),
  /** The milliseconds that players have waited lately, on average; null if that is not known. */
  estimatedWait: z.nullable(z.int()),
});
export type QueueEntry = z.infer<typeof queueEntrySchema>;

/** Waits for an opponent of about the same rating. Joining the same queue again keeps the place. */
export const joinQueue = defineCommand({
  name: "queue.join",
  input: z.strictObject({ game: gameIdSchema }),
  output: queueEntrySchema,
  subject: ({ game }) => `queue of ${game}`,
});

/** Stops waiting; `left` is false if the caller did not wait. */
export const leaveQueue = defineCommand({
  name: "queue.leave",
  input: z.strictObject({}),
  output: z.object({ left: z.boolean() }),
  subject: () => "queue",
});

const path = "/api/v1/queue";

export const joinQueueRoute = defineRoute({
  ...{ method: "POST", path, auth: "user" },
  summary: "Wait for an opponent (command `queue.join`)",
  body: joinQueue.input,
  data: joinQueue.output,
});

export const readQueue = defineRoute({
  ...{ method: "GET", path, auth: "user" },
  summary:
    "The caller's place in a queue, null without one. Renews it: an entry ends 30 s after this",
  data: z.nullable(queueEntrySchema),
});

export const leaveQueueRoute = defineRoute({
  ...{ method: "DELETE", path, auth: "user" },
  summary: "Stop waiting (command `queue.leave`)",
  data: leaveQueue.output,
});
