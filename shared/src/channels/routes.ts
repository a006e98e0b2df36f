import * as z from "zod/mini";
import { visibilitySchema } from "../conversations/index.js";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { personSchema } from "../people/index.js";
import { storable } from "../text/index.js";
import * as commands from "./commands.js";

/** A channel in the directory. */
export const listedChannelSchema = z.object({
  id: idSchema,
  name: z.string(),
  topic: z.optional(z.string()),
  /** The name of its picture; absent without one. */
  picture: z.optional(z.string()),
  visibility: visibilitySchema,
  memberCount: z.int(),
  /** Whether the caller is a member, or has asked to join. */
  state: z.enum(["joined", "requested", "none"]),
  /** Time of the newest message, milliseconds since the epoch; absent without messages. */
  activeAt: z.optional(z.int()),
});
export type ListedChannel = z.infer<typeof listedChannelSchema>;

/** A request to join a private channel. */
export const joinRequestSchema = z.object({
  user: personSchema,
  /** Milliseconds since the epoch. */
  at: z.int(),
});
export type JoinRequest = z.infer<typeof joinRequestSchema>;

const params = z.strictObject({ id: idSchema });
const limit = z.optional(queryInteger(1, limits.pageRows));

export const listChannels = defineRoute({
  method: "GET",
  path: "/api/v1/channels",
  summary:
    "The directory: public channels and listed private ones, by name; `search`: the beginning of the name or of its words",
  auth: "user",
  query: z.strictObject({
    search: z.optional(z.string().check(z.maxLength(64), storable())),
    /** The last id of the previous page. */
    after: z.optional(idSchema),
    limit,
  }),
  data: z.array(listedChannelSchema),
  meta: z.object({ next: z.optional(idSchema) }),
});

export const joinChannelRoute = defineRoute({
  method: "POST",
  path: "/api/v1/conversations/:id/join",
  summary: "Join a public channel, or ask to join a private one (command `channel.join`)",
  auth: "user",
  params,
  data: commands.joinChannel.output,
});

export const cancelJoinRequestRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/conversations/:id/join",
  summary: "Withdraw a request to join (command `channel.cancelRequest`)",
  auth: "user",
  params,
  data: commands.cancelJoinRequest.output,
});

export const listJoinRequests = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/requests",
  summary: "Requests to join a private channel, the oldest first, for its owner and admins",
  auth: "user",
  params,
  query: z.strictObject({
    /** The last user id of the previous page. */
    after: z.optional(idSchema),
    limit,
  }),
  data: z.array(joinRequestSchema),
  meta: z.object({ next: z.optional(idSchema) }),
});

export const answerJoinRequestRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/conversations/:id/requests/:userId",
  summary: "Accept or decline a request to join (command `channel.answerRequest`)",
  auth: "user",
  params: z.strictObject({ id: idSchema, userId: idSchema }),
  body: z.strictObject({ state: commands.joinAnswerSchema }),
  data: commands.answerJoinRequest.output,
});
