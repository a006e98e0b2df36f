import { blockUser, unblockUser } from "@rally/shared/blocks";
import * as commands from "@rally/shared/friends";
import type { FriendState } from "@rally/shared/friends";
import { restrainUser, unrestrainUser } from "@rally/shared/restraints";
import type { OutboxRow, RallyDatabase } from "../database/index.js";

/** What somebody is to this user, own unsent commands included. */
export interface Relation {
  friend: FriendState;
  /** Since when, milliseconds since the epoch. */
  at: number;
  blocked: boolean;
  restrained: boolean;
  /** Something of it waits to be sent. */
  waiting: boolean;
  /** What the server refused last: the command's id and name, and why. */
  refused?: { id: string; name: string; code: string };
}

/** Commands that change it; each is about `userId`. */
export const relationCommands = {
  ...commands.friendCommands,
  ...{ blockUser, unblockUser, restrainUser, unrestrainUser },
} as const;
export type RelationCommand = (typeof relationCommands)[keyof typeof relationCommands];

const names = new Set<string>(Object.values(relationCommands).map(({ name }) => name));

export const strangers: Relation = {
  ...{ friend: "none", at: 0, blocked: false, restrained: false, waiting: false },
};

/** Everybody whom this user has something to do with, by user id. */
export function relationsOf(database: RallyDatabase): Promise<ReadonlyMap<string, Relation>> {
  const { friends, blocks, restraints, outbox } = database;
  return database.transaction("r", [friends, blocks, restraints, outbox], async () => {
    const relations = new Map<string, Relation>();
    const edit = (userId: string, change: Partial<Relation>): void => {
      relations.set(userId, { ...(relations.get(userId) ?? strangers), ...change });
    };
    for (const { userId, state, at } of await friends.toArray())
      edit(userId, { friend: state, at });
    for (const { userId, blocked } of await blocks.toArray()) edit(userId, { blocked });
    for (const { userId, restrained } of await restraints.toArray()) edit(userId, { restrained });
    for (const row of await unsentAbout(database)) {
      const userId = aboutWhom(row);
      edit(userId, layOver(relations.get(userId) ?? strangers, row));
    }
    return relations;
  });
}

export async function relationWith(database: RallyDatabase, userId: string): Promise<Relation> {
  return (await relationsOf(database)).get(userId) ?? strangers;
}

/** Commands about people that the server has not taken, in the order of writing. */
export async function unsentAbout(database: RallyDatabase, userId?: string): Promise<OutboxRow[]> {
  const rows = await database.outbox
    .where("state")
    .anyOf("pending", "sending", "refused")
    .and((row) => names.has(row.name))
    .sortBy("order");
  return userId === undefined ? rows : rows.filter((row) => aboutWhom(row) === userId);
}

function aboutWhom(row: OutboxRow): string {
  return (row.input as { userId: string }).userId;
}

function layOver(before: Relation, row: OutboxRow): Partial<Relation> {
  if (row.state === "refused") {
    const { id, name, error } = row;
    return { refused: { id, name, code: error?.code ?? "internal" } };
  }
  return { ...outcomeOf(before, row.name), at: row.createdAt, waiting: true };
}

/** What a command makes of a relation. */
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
    case restrainUser.name:
      return { restrained: true };
    case unrestrainUser.name:
      return { restrained: false };
    default:
      return {};
  }
}
