import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { personSchema } from "../people/index.js";
import { friendStateSchema, requestFriend } from "./friends.js";

export const friendSchema = z.object({
  user: personSchema,
  state: friendStateSchema,
  /** The time of the last change, milliseconds since the epoch. */
  at: z.int(),
});
export type Friend = z.infer<typeof friendSchema>;

const params = z.strictObject({ userId: idSchema });
const data = requestFriend.output;

export const listFriends = defineRoute({
  method: "GET",
  path: "/api/v1/friends",
  summary: "Friends and friend requests of the caller (`state`), by user id",
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
  summary: "Send a friend request (command `friend.request`, `Idempotency-Key`)",
  auth: "user",
  params,
  data,
});

export const acceptFriendRoute = defineRoute({
  method: "POST",
  path: "/api/v1/friends/:userId/accept",
  summary: "Accept a friend request (command `friend.accept`, `Idempotency-Key`)",
  auth: "user",
  params,
  data,
});

export const declineFriendRoute = defineRoute({
  method: "POST",
  path: "/api/v1/friends/:userId/decline",
  summary: "Decline a friend request (command `friend.decline`, `Idempotency-Key`)",
  auth: "user",
  params,
  data,
});

export const withdrawFriendRoute = defineRoute({
  method: "POST",
  path: "/api/v1/friends/:userId/withdraw",
  summary: "Withdraw a friend request (command `friend.withdraw`, `Idempotency-Key`)",
  auth: "user",
  params,
  data,
});

export const removeFriendRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/friends/:userId",
  summary: "End a friendship (command `friend.remove`, `Idempotency-Key`)",
  auth: "user",
  params,
  data,
});
