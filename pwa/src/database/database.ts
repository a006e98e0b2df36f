import { currentName } from "@rally/shared/commands";
import { Dexie, type EntityTable, type Table, type Transaction } from "dexie";
import { databaseName } from "../storage/index.js";
import {
  conversationTableNames,
  type BlockRow,
  type ConversationRow,
  type DraftRow,
  type FriendRow,
  type MarkerRow,
  type MessageRow,
  type MetaRows,
  type NotificationRow,
  type OutboxRow,
  type PersonRow,
  type ProfileRow,
  type ReactionsRow,
  type IgnoreRow,
  type UserRoomRow,
} from "./schema.js";

/** The newest schema version below; a higher one on the device was written by a newer app. */
export const DATABASE_VERSION = 4;

/** Tables that the server has too: their last writes may be lost when the device loses power. */
const caches: ReadonlySet<string> = new Set([
  ...["conversations", ...conversationTableNames, "people", "profiles"],
  ...["notifications", "friends", "blocks", "ignores"],
]);

/**
 * The data of one user on this device. Schema versions are only added, never changed. Transactions
 * use strict durability, because "saved" must mean on the disk, except those that write only
 * caches: these do not wait for fsync. A later strict write flushes them too, so that no cursor is
 * ahead of its rows.
 */
export class RallyDatabase extends Dexie {
  conversations!: EntityTable<ConversationRow, "id">;
  messages!: EntityTable<MessageRow, "id">;
  markers!: Table<MarkerRow, [string, string]>;
  reactions!: EntityTable<ReactionsRow, "id">;
  people!: EntityTable<PersonRow, "id">;
  outbox!: EntityTable<OutboxRow, "order">;
  notifications!: EntityTable<NotificationRow, "id">;
  userRoom!: EntityTable<UserRoomRow, "number">;
  drafts!: EntityTable<DraftRow, "conversation">;
  friends!: EntityTable<FriendRow, "userId">;
  blocks!: EntityTable<BlockRow, "userId">;
  ignores!: EntityTable<IgnoreRow, "userId">;
  profiles!: EntityTable<ProfileRow, "id">;
  meta!: Table<{ key: string; value: unknown }, string>;

  constructor(readonly userId: string) {
    super(databaseName(userId));
    this.version(1).stores({
      conversations: "id, lastActivity",
      // A stub has no seq, so IndexedDB leaves it out of both indexes.
      messages: "id, [conversation+seq], [conversation+counts+seq]",
      markers: "[conversation+user]",
      people: "id, username",
      outbox: "++order, &id, state, [conversation+state]",
      userRoom: "++number, generation",
      drafts: "conversation",
      meta: "key",
    });
    this.version(2).stores({
      notifications: "id, at, unread, conversationId",
      friends: "userId, state",
      blocks: "userId",
      restraints: "userId",
      profiles: "id, username",
    });
    this.version(3).stores({ ignores: "userId", restraints: null }).upgrade(renameIgnores);
    this.version(4).stores({ reactions: "id, conversation" });
    this.use({
      stack: "dbcore",
      name: "durability",
      create: (core) => ({
        ...core,
        transaction: (tables, mode, options) =>
          core.transaction(tables, mode, {
            ...options,
            durability: tables.every((table) => caches.has(table)) ? "relaxed" : "strict",
          }),
      }),
    });
  }

  async getMeta<K extends keyof MetaRows>(key: K): Promise<MetaRows[K] | undefined> {
    return (await this.meta.get(key))?.value as MetaRows[K] | undefined;
  }

  async setMeta<K extends keyof MetaRows>(key: K, value: MetaRows[K]): Promise<void> {
    await this.meta.put({ key, value });
  }
}

/** Copies `restraints` to `ignores`, and gives unsent commands their current names. */
async function renameIgnores(transaction: Transaction): Promise<void> {
  const rows = await transaction
    .table<{ userId: string; restrained: boolean; version: number }>("restraints")
    .toArray();
  await transaction
    .table<IgnoreRow>("ignores")
    .bulkPut(rows.map(({ restrained, ...row }) => ({ ...row, ignored: restrained })));
  await transaction.table<OutboxRow>("outbox").toCollection().modify(useCurrentName);
  // The former release skipped changes of the type `ignore`: pull all of the user's rows again.
  await transaction.table("meta").delete("userVersion");
}

function useCurrentName(row: OutboxRow): void {
  row.name = currentName(row.name);
}
