import { Dexie, type EntityTable, type Table } from "dexie";
import { databaseName } from "../storage-names/index.js";
import type {
  BlockRow,
  ConversationRow,
  DraftRow,
  FriendRow,
  MarkerRow,
  MessageRow,
  MetaRows,
  NotificationRow,
  OutboxRow,
  PersonRow,
  ProfileRow,
  RestraintRow,
  UserRoomRow,
} from "./schema.js";

/** The newest version below; a higher one on the device was written by a newer app. */
export const DATABASE_VERSION = 2;

/** What the server has as well: the last writes of it may be lost when the device loses power. */
const caches: ReadonlySet<string> = new Set([
  ...["conversations", "messages", "markers", "people", "profiles"],
  ...["notifications", "friends", "blocks", "restraints"],
]);

/**
 * What this device knows for one user. Versions are only ever added. A transaction is strict, for
 * "saved" must mean on the disk, unless all that it writes are caches: these wait for no fsync. What
 * is written strictly later takes them to the disk too, so that no cursor gets ahead of its rows.
 */
export class RallyDatabase extends Dexie {
  conversations!: EntityTable<ConversationRow, "id">;
  messages!: EntityTable<MessageRow, "id">;
  markers!: Table<MarkerRow, [string, string]>;
  people!: EntityTable<PersonRow, "id">;
  outbox!: EntityTable<OutboxRow, "order">;
  notifications!: EntityTable<NotificationRow, "id">;
  userRoom!: EntityTable<UserRoomRow, "number">;
  drafts!: EntityTable<DraftRow, "conversation">;
  friends!: EntityTable<FriendRow, "userId">;
  blocks!: EntityTable<BlockRow, "userId">;
  restraints!: EntityTable<RestraintRow, "userId">;
  profiles!: EntityTable<ProfileRow, "id">;
  meta!: Table<{ key: string; value: unknown }, string>;

  constructor(readonly userId: string) {
    super(databaseName(userId));
    this.version(1).stores({
      conversations: "id, lastActivity",
      // A stub has no seq, so that IndexedDB itself leaves it out of both.
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
