import type { Input, Output } from "@rally/shared/commands";
import { RallyError } from "@rally/shared/errors";
import { friendCommands as commands } from "@rally/shared/relationships";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { lockPeople } from "../people/index.js";
import { requireNotBlockedWith } from "./blocked.js";
import { changeVersion } from "./changes.js";
import {
  endFriendship,
  stateBetween,
  writeFriends,
  writeRequest,
  type FriendshipChange,
} from "./friendships.js";

type FriendCommand = (typeof commands)[keyof typeof commands];
type Work = (change: FriendshipChange, by: string, other: string) => Promise<void>;

/** Commands for friends and friend requests, under the locks of both users' rows. */
export function friendHandlers({ bus, limits }: ApiContext): CommandHandler[] {
  const handler = (
    command: FriendCommand,
    work: Work,
    lock: { alsoBanned?: boolean } = {},
  ): CommandHandler =>
    transactionHandler(
      command,
      async ({ userId: by }, { userId: other }: Input<FriendCommand>, trx, after) => {
        requireOther(by, other);
        await lockPeople(trx, by, [other], lock);
        await work({ trx, after, bus, limits }, by, other);
        const state = await stateBetween(trx, by, other);
        const version = await changeVersion(trx, "friend", { userId: by, otherId: other });
        return { userId: other, state, version: version ?? 0 } satisfies Output<FriendCommand>;
      },
    );
  return [
    handler(commands.requestFriend, request),
    handler(commands.acceptFriend, accept),
    handler(commands.withdrawFriend, endIf("sent"), { alsoBanned: true }),
    handler(commands.declineFriend, endIf("received"), { alsoBanned: true }),
    handler(commands.removeFriend, endIf("friends"), { alsoBanned: true }),
  ];
}

async function request(change: FriendshipChange, by: string, other: string): Promise<void> {
  await requireNotBlockedWith(change.trx, by, [other]);
  const state = await stateBetween(change.trx, by, other);
  if (state === "none") await writeRequest(change, by, other);
  // Two users who have both sent a request are friends.
  if (state === "received") await writeFriends(change, by, other);
}

async function accept(change: FriendshipChange, by: string, other: string): Promise<void> {
  await requireNotBlockedWith(change.trx, by, [other]);
  const state = await stateBetween(change.trx, by, other);
  if (state === "received") await writeFriends(change, by, other);
  else if (state !== "friends") throw new RallyError("not_found", "There is no such request");
}

/** Ends the relationship if it has this state for the caller; otherwise there is nothing to end. */
const endIf =
  (state: "sent" | "received" | "friends"): Work =>
  async (change, by, other) => {
    if ((await stateBetween(change.trx, by, other)) === state) {
      await endFriendship(change, by, other);
    }
  };

function requireOther(by: string, other: string): void {
  if (by !== other) return;
  throw new RallyError("invalid_input", "Users cannot befriend themselves", {
    fields: { userId: ["format"] },
  });
}
