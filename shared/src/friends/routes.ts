import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { personSchema } from "../people/index.js";
import { friendStateSchema, requestFriend } from "./commands.js";

export const friendSchema = z.object({
  user: personSchema,
  state: friendStateSchema,
  /** Since when, in milliseconds since the epoch. */
  at: z.int(),
});
export type Friend = z.infer<typeof friendSchema>;

const params = z.strictObject({ userId: idSchema });
const data = requestFriend.output;

export const listFriends = defineRoute({
  method: "GET",
  path: "/api/v1/friends",
  summary: "One's friends, or requests received or sent (`state`), by user id",
  auth: "user",
  query: z.strictObject({
    state: z.optional(z.enum(["sent", "received", "friends"])),
    after: z.optional(idSchema),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(friendSchema),
  meta: z.object({ lineage: z.string(), next: z.optional(z.string()) }),
});

export const requestFriendRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/friends/:userId",
  summary: "Ask somebody to be friends (command `friend.request`, `Idempotency-Key`)",
  auth: "user",
  params,
  data,
});

export const acceptFriendRoute = defineRoute({
  method: "POST",
  path: "/api/v1/friends/:userId/accept",
  summary: "Accept somebody's request (command `friend.accept`, `Idempotency-Key`)",
  auth: "user",
  params,
  data,
});

export const declineFriendRoute = defineRoute({
  method: "POST",
  path: "/api/v1/friends/:userId/decline",
  summary: "Decline somebody's request (command `friend.decline`, `Idempotency-Key`)",
  auth: "user",
  params,
  data,
});

export const withdrawFriendRoute = defineRoute({
  method: "POST",
  path: "/api/v1/friends/:userId/withdraw",
  summary: "Take one's request back (command `friend.withdraw`, `Idempotency-Key`)",
  auth: "user",
  params,
  data,
});

export const removeFriendRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/friends/:userId",
  summary: "Be friends no longer (command `friend.remove`, `Idempotency-Key`)",
  auth: "user",
  params,
  data,
});
