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

/**
 * What this device knows for one user. Versions are only ever added. Every transaction is strict:
 * "saved" must mean on the disk, and one fsync costs less than a second kind of database.
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
    super(databaseName(userId), { chromeTransactionDurability: "strict" });
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
  }

  async getMeta<K extends keyof MetaRows>(key: K): Promise<MetaRows[K] | undefined> {
    return (await this.meta.get(key))?.value as MetaRows[K] | undefined;
  }

  async setMeta<K extends keyof MetaRows>(key: K, value: MetaRows[K]): Promise<void> {
    await this.meta.put({ key, value });
  }
}
