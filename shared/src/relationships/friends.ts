import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { blockOf, friendshipWith } from "./subjects.js";

/** The state of another user for the caller: `sent` is a request by the caller, `received` one by the other. */
export const friendStates = ["none", "sent", "received", "friends"] as const;
export const friendStateSchema = z.enum(friendStates);
export type FriendState = z.infer<typeof friendStateSchema>;

const input = z.strictObject({ userId: idSchema });
const output = z.object({
  userId: idSchema,
  /** The state after the command. */
  state: friendStateSchema,
  /** The version of the caller's row about the other user; 0 if there is none. */
  version: z.int(),
});

const friendship = {
  input,
  output,
  subject: friendshipWith,
  // With a blocked user the server makes no friends.
  waitsFor: blockOf,
};

/** Sends a friend request. If the other user has already sent one, the two become friends. */
export const requestFriend = defineCommand({ name: "friend.request", ...friendship });

/** Withdraws the caller's request. */
export const withdrawFriend = defineCommand({ name: "friend.withdraw", ...friendship });

/** Accepts the other user's request. */
export const acceptFriend = defineCommand({ name: "friend.accept", ...friendship });

/** Declines the other user's request; that user only sees that the request is gone. */
export const declineFriend = defineCommand({ name: "friend.decline", ...friendship });

/** Ends a friendship. */
export const removeFriend = defineCommand({ name: "friend.remove", ...friendship });

export const friendCommands = {
  requestFriend,
  withdrawFriend,
  acceptFriend,
  declineFriend,
  removeFriend,
} as const;
