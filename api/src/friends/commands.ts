import type { Input, Output } from "@rally/shared/commands";
import { RallyError } from "@rally/shared/errors";
import { friendCommands as commands } from "@rally/shared/friends";
import { inTransaction, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { lockPeople, requireOnTermsWith } from "../people/index.js";
import {
  endFriendship,
  stateBetween,
  versionOf,
  writeFriends,
  writeRequest,
  type Between,
} from "./rows.js";

type FriendCommand = (typeof commands)[keyof typeof commands];
type Work = (between: Between, by: string, other: string) => Promise<void>;

/** Friends and requests: one row about two people, under the lock of both. */
export function friendHandlers({ bus, limits }: ApiContext): CommandHandler[] {
  const between = (
    command: FriendCommand,
    work: Work,
    lock: { alsoBanned?: boolean } = {},
  ): CommandHandler =>
    inTransaction(
      command,
      async ({ userId: by }, { userId: other }: Input<FriendCommand>, trx, after) => {
        refuseOneself(by, other);
        await lockPeople(trx, by, [other], lock);
        await work({ trx, after, bus, limits }, by, other);
        const state = await stateBetween(trx, by, other);
        const version = await versionOf(trx, by, other);
        return { userId: other, state, version } satisfies Output<FriendCommand>;
      },
    );
  return [
    between(commands.requestFriend, request),
    between(commands.acceptFriend, accept),
    between(commands.withdrawFriend, endWhere("sent"), { alsoBanned: true }),
    between(commands.declineFriend, endWhere("received"), { alsoBanned: true }),
    between(commands.removeFriend, endWhere("friends"), { alsoBanned: true }),
  ];
}

async function request(between: Between, by: string, other: string): Promise<void> {
  await requireOnTermsWith(between.trx, by, [other]);
  const state = await stateBetween(between.trx, by, other);
  if (state === "none") await writeRequest(between, by, other);
  // Two who ask each other have both said yes.
  if (state === "received") await writeFriends(between, by, other);
}

async function accept(between: Between, by: string, other: string): Promise<void> {
  await requireOnTermsWith(between.trx, by, [other]);
  const state = await stateBetween(between.trx, by, other);
  if (state === "received") await writeFriends(between, by, other);
  else if (state !== "friends") throw new RallyError("not_found", "They do not ask for it");
}

/** Ends it if it is `state` to whoever asks; else it is as they want it already. */
const endWhere =
  (state: "sent" | "received" | "friends"): Work =>
  async (between, by, other) => {
    if ((await stateBetween(between.trx, by, other)) === state) {
      await endFriendship(between, by, other);
    }
  };

function refuseOneself(by: string, other: string): void {
  if (by !== other) return;
  throw new RallyError("invalid_input", "One cannot befriend oneself", {
    fields: { userId: ["format"] },
  });
}
