import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute } from "../http/index.js";
import { idListSchema, idSchema, joinedIdsSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";

export const presenceSchema = z.enum(["online", "away", "offline"]);

/** A user's presence, and when they were last seen, if the caller can see it. */
export const sightingSchema = z.object({
  presence: presenceSchema,
  /** Milliseconds since the epoch, to the minute; absent while the user is online or away. */
  lastSeenAt: z.optional(z.int()),
});
export type Sighting = z.infer<typeof sightingSchema>;

/** Makes the caller appear offline to all other users, or visible again, on all devices. */
export const setPresence = defineCommand({
  name: "presence.set",
  input: z.strictObject({ appearsOffline: z.boolean() }),
  output: z.object({ appearsOffline: z.boolean() }),
  subject: () => "presence",
});

export const presenceCommands = { setPresence } as const;

export const listPresence = defineRoute({
  method: "GET",
  path: "/api/v1/presence",
  summary:
    "Presence and last-seen times of friends and partners among those with an `id` (may be repeated)",
  auth: "user",
  query: z.strictObject({
    id: z.optional(idListSchema(limits.pageRows)),
    ids: z.optional(joinedIdsSchema(limits.pageRows)),
  }),
  repeats: ["id"],
  data: z.array(z.object({ userId: idSchema, ...sightingSchema.shape })),
});
