import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";

/** What somebody is to oneself: `sent` is one's own request to them, `received` theirs. */
export const friendStates = ["none", "sent", "received", "friends"] as const;
export const friendStateSchema = z.enum(friendStates);
export type FriendState = z.infer<typeof friendStateSchema>;

const input = z.strictObject({ userId: idSchema });
const output = z.object({
  userId: idSchema,
  /** What they are to oneself with it done. */
  state: friendStateSchema,
  /** The version of one's own row about them; 0 where there never was one. */
  version: z.int(),
});

/** Ask somebody to be friends. Who has asked oneself before is a friend at once. */
export const requestFriend = defineCommand({ name: "friend.request", input, output });

/** Take one's own request back, as if it had never been. */
export const withdrawFriend = defineCommand({ name: "friend.withdraw", input, output });

/** Become friends with somebody who has asked. */
export const acceptFriend = defineCommand({ name: "friend.accept", input, output });

/** Decline somebody's request; all they learn is that it is not there any more. */
export const declineFriend = defineCommand({ name: "friend.decline", input, output });

/** Be friends no longer. */
export const removeFriend = defineCommand({ name: "friend.remove", input, output });

export const friendCommands = {
  requestFriend,
  withdrawFriend,
  acceptFriend,
  declineFriend,
  removeFriend,
} as const;
