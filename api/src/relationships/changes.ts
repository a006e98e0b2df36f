import type { FriendState } from "@rally/shared/relationships";
import type { Bus } from "@rally/shared/server/bus";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { AfterCommit } from "../commands/index.js";
import { nextUserVersion } from "../people/index.js";

/** The value columns of each table of changes. */
interface Values {
  friend: { state: FriendState; at: Date };
  block: { blocked: boolean };
  ignore: { ignored: boolean };
}
export type ChangeKind = keyof Values;

interface Table {
  table: string;
  /** The column of the user whose devices pull the row, and that of the other user. */
  owner: string;
  other: string;
  values: readonly string[];
}

/**
 * Tables with the latest state of each user towards each other user, under the owner's version that
 * wrote it. Their rows stay when the relationship ends. `block_changes` keeps its column names,
 * because servers of an earlier release may write it at the same time.
 */
const tables: { readonly [K in ChangeKind]: Table } = {
  friend: {
    ...{ table: "friend_changes", owner: "user_id", other: "other_id" },
    values: ["state", "at"],
  },
  block: {
    ...{ table: "block_changes", owner: "blocker_id", other: "blocked_id" },
    values: ["blocked"],
  },
  ignore: {
    ...{ table: "ignore_changes", owner: "user_id", other: "other_id" },
    values: ["ignored"],
  },
};

/** What a change needs; the row of its owner is locked (`lockPeople`). */
export interface Change {
  trx: Transaction;
  after: AfterCommit;
  bus: Bus;
}

/** Writes a user's state towards another user, for the user's devices. @returns the user's version. */
export async function writeChange<K extends ChangeKind>(
  { trx, after, bus }: Change,
  kind: K,
  pair: { userId: string; otherId: string },
  values: Values[K],
): Promise<number> {
  const { table, owner, other } = tables[kind];
  const version = await nextUserVersion(trx, pair.userId);
  await trx(table)
    .insert({ [owner]: pair.userId, [other]: pair.otherId, version, ...values })
    .onConflict([owner, other])
    .merge();
  after(() => {
    bus.publish("user", { user: pair.userId, version });
  });
  return version;
}

/** The version of a user's state towards another user; undefined if there is none. */
export async function changeVersion(
  trx: Transaction,
  kind: ChangeKind,
  { userId, otherId }: { userId: string; otherId: string },
): Promise<number | undefined> {
  const { table, owner, other } = tables[kind];
  const row = await trx(table)
    .where({ [owner]: userId, [other]: otherId })
    .first<{ version: number } | undefined>("version");
  return row?.version;
}

/** SQL that reads the newest version of user `$1` in a table of changes. */
export const newestChangeSql = (kind: ChangeKind): string =>
  `(select max(version) from ${tables[kind].table} where ${tables[kind].owner} = $1)`;

/** A user's versions: only rows written after `since`, and none after `upTo`; `limit` rows at most. */
export interface ChangePage {
  since: number;
  upTo: number;
  limit: number;
}

export type ChangeRow<K extends ChangeKind> = Values[K] & { userId: string; version: number };

/** A query for a user's rows of one kind, as the alias `c`, in the order of versions. */
export function changeQuery(
  database: Database,
  kind: ChangeKind,
  userId: string,
  { since, upTo, limit }: ChangePage,
) {
  const { table, owner, other, values } = tables[kind];
  return database(`${table} as c`)
    .where(`c.${owner}`, userId)
    .whereBetween("c.version", [since + 1, upTo])
    .orderBy("c.version")
    .limit(limit)
    .select(`c.${other} as userId`, "c.version", ...values.map((value) => `c.${value}`));
}

export async function readChanges<K extends ChangeKind>(
  database: Database,
  kind: K,
  userId: string,
  page: ChangePage,
): Promise<ChangeRow<K>[]> {
  return (await changeQuery(database, kind, userId, page)) as ChangeRow<K>[];
}
