import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute } from "../http/index.js";
import { idListSchema, idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";

export const presenceSchema = z.enum(["online", "away", "offline"]);

/** Whether somebody is here; where they are not, since when, as far as the asker may know. */
export const sightingSchema = z.object({
  presence: presenceSchema,
  /** When they were last here, milliseconds since the epoch, to the minute; absent while they are here. */
  lastSeenAt: z.optional(z.int()),
});
export type Sighting = z.infer<typeof sightingSchema>;

/** Be seen as offline by everyone, on all of one's devices, or be seen again. */
export const setPresence = defineCommand({
  name: "presence.set",
  input: z.strictObject({ appearsOffline: z.boolean() }),
  output: z.object({ appearsOffline: z.boolean() }),
});

export const presenceCommands = { setPresence } as const;

export const listPresence = defineRoute({
  method: "GET",
  path: "/api/v1/presence",
  summary:
    "Which of some people (`ids`, commas) are here, or were last seen when: friends and partners alone",
  auth: "user",
  query: z.strictObject({ ids: idListSchema(limits.pageRows) }),
  data: z.array(z.object({ userId: idSchema, ...sightingSchema.shape })),
});
