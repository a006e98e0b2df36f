import {
  blockUser,
  unblockUser,
  type FriendState,
  ignoreUser,
  unignoreUser,
} from "@rally/shared/relationships";
import * as commands from "@rally/shared/relationships";
import type { OutboxRow, RallyDatabase } from "../database/index.js";

/** The relation of this user to another, including unsent commands. */
export interface Relation {
  friend: FriendState;
  /** Time of the last change, in epoch milliseconds. */
  at: number;
  blocked: boolean;
  ignored: boolean;
  /** Whether a change is unsent. */
  waiting: boolean;
  /** The last refusal: the command's id and name, and the error code. */
  refused?: { id: string; name: string; code: string };
}

/** The commands that change a relation; each has a `userId`. */
export const relationCommands = {
  ...commands.friendCommands,
  ...{ blockUser, unblockUser, ignoreUser, unignoreUser },
} as const;
export type RelationCommand = (typeof relationCommands)[keyof typeof relationCommands];

const names = new Set<string>(Object.values(relationCommands).map(({ name }) => name));

export const strangers: Relation = {
  ...{ friend: "none", at: 0, blocked: false, ignored: false, waiting: false },
};

/** All relations of this user, by user id. */
export function relationsOf(database: RallyDatabase): Promise<ReadonlyMap<string, Relation>> {
  const { friends, blocks, ignores, outbox } = database;
  return database.transaction("r", [friends, blocks, ignores, outbox], async () => {
    const relations = new Map<string, Relation>();
    const edit = (userId: string, change: Partial<Relation>): void => {
      relations.set(userId, { ...(relations.get(userId) ?? strangers), ...change });
    };
    for (const { userId, state, at } of await friends.toArray())
      edit(userId, { friend: state, at });
    for (const { userId, blocked } of await blocks.toArray()) edit(userId, { blocked });
    for (const { userId, ignored } of await ignores.toArray()) edit(userId, { ignored });
    for (const row of await unsentAbout(database)) {
      const userId = otherUserOf(row);
      edit(userId, applyCommand(relations.get(userId) ?? strangers, row));
    }
    return relations;
  });
}

export async function relationWith(database: RallyDatabase, userId: string): Promise<Relation> {
  return (await relationsOf(database)).get(userId) ?? strangers;
}

/** Unsent and refused commands that change relations, oldest first. */
export async function unsentAbout(database: RallyDatabase, userId?: string): Promise<OutboxRow[]> {
  const rows = await database.outbox
    .where("state")
    .anyOf("pending", "sending", "refused")
    .and((row) => names.has(row.name))
    .sortBy("order");
  return userId === undefined ? rows : rows.filter((row) => otherUserOf(row) === userId);
}

function otherUserOf(row: OutboxRow): string {
  return (row.input as { userId: string }).userId;
}

function applyCommand(before: Relation, row: OutboxRow): Partial<Relation> {
  if (row.state === "refused") {
    const { id, name, error } = row;
    return { refused: { id, name, code: error?.code ?? "internal" } };
  }
  return { ...outcomeOf(before, row.name), at: row.createdAt, waiting: true };
}

/** The relation after a command. */
export function outcomeOf(before: Relation, name: string): Partial<Relation> {
  switch (name) {
    case commands.requestFriend.name:
      if (before.friend === "friends") return {};
      return { friend: before.friend === "received" ? "friends" : "sent" };
    case commands.acceptFriend.name:
      return { friend: "friends" };
    case commands.withdrawFriend.name:
    case commands.declineFriend.name:
    case commands.removeFriend.name:
      return { friend: "none" };
    case blockUser.name:
      return { blocked: true, friend: "none" };
    case unblockUser.name:
      return { blocked: false };
    case ignoreUser.name:
      return { ignored: true };
    case unignoreUser.name:
      return { ignored: false };
    default:
      return {};
  }
}
