import { currentName } from "@rally/shared/commands";
import type { Me } from "@rally/shared/accounts";
import type { ErrorBody } from "@rally/shared/errors";
import type {
  Content,
  Conversation,
  FoldTable,
  StoredMessage,
  MarkerRow as SharedMarkerRow,
  PinRow as SharedPinRow,
  ReactionsRow as SharedReactionsRow,
  StoredVotes,
} from "@rally/shared/conversations";
import type { CustomEmoji, UploadedPack } from "@rally/shared/expressions";
import type { FriendState } from "@rally/shared/relationships";
import type { Home } from "@rally/shared/home";
import type { ConversationKind } from "@rally/shared/members";
import type { Disturb, Notification } from "@rally/shared/notifications";
import type { Person, Profile } from "@rally/shared/people";
import type { EntityTable, Table, Transaction } from "dexie";

/**
 * A conversation as stored on the device. The server's values replace the stored ones, except
 * `marker` (the higher one is kept) and `unread` (counted here once the counted rows are stored).
 */
export interface ConversationRow extends Omit<Conversation, "lastMessage"> {
  /** The newest stored message, with edits and deletions folded in. */
  lastMessage?: StoredMessage;
  /** The version up to which every change is folded; -1 before the first fetch. */
  cursor: number;
  /** The oldest seq of the gapless stored history; 1: all of it; null: nothing yet. */
  oldestSeq: number | null;
  /** The version of the newest change of a member that is folded. */
  memberVersion?: number;
  /** Time of the last message in epoch milliseconds, unsent ones included; for sorting. */
  lastActivity: number;
  /** The server's unread count and the range it covers, used until the device can count. */
  counted: { unread: number; marker: number; lastSeq: number };
  /** The user left, but has unsent messages here; all other rows are deleted. */
  left?: true;
  /** Together with `left`: its owner deleted it for all. */
  deleted?: true;
}

/** A folded message; the higher version is kept, regardless of its source. */
export interface StoredMessageRow extends StoredMessage {
  conversation: string;
  /** 1 if the message is unread when it is after the marker. A number, to be an index key. */
  counts: 0 | 1;
}

/** The read marker of a member; the higher seq is kept. */
export interface MarkerRow extends SharedMarkerRow {
  conversation: string;
}

/** The reactions to a message; the higher version is kept, with unsent reactions on top. */
export interface ReactionsRow extends SharedReactionsRow {
  conversation: string;
}

/** Whether a message is pinned; the higher version is kept, with unsent pins on top. */
export interface PinRow extends SharedPinRow {
  conversation: string;
}

/** The result of a poll; the higher version is kept, with unsent votes on top. */
export interface VotesRow extends StoredVotes {
  conversation: string;
}

/** A message that the user has deleted for themselves; kept when the user leaves the conversation. */
export interface HiddenMessageRow {
  id: string;
  conversation: string;
}

/** A table that changes of conversations are folded into. */
export type ConversationTable = Exclude<FoldTable, "meta" | "memberCount">;
const conversationTables: Record<ConversationTable, true> = {
  messages: true,
  markers: true,
  reactions: true,
  pins: true,
  votes: true,
};
export const conversationTableNames = Object.keys(conversationTables) as ConversationTable[];

/** A user; the server's values replace the stored ones. */
export interface PersonRow extends Person {
  /** The account was deleted; the names are empty. */
  deleted?: true;
  /** Time of the last fetch, in epoch milliseconds. */
  fetchedAt: number;
}

/** A user's profile as last fetched; the server's values replace the stored ones. */
export interface ProfileRow extends Profile {
  /** For the user's own profile: the user's row version; the higher one is kept. */
  version: number;
  fetchedAt: number;
}

/** The friendship with a user; the higher version is kept, with unsent commands on top. */
export interface FriendRow {
  userId: string;
  state: FriendState;
  version: number;
  /** Time of the last change of state, in epoch milliseconds. */
  at: number;
}

/** Whether the user blocked another; the higher version is kept, unsent commands on top. */
export interface BlockRow {
  userId: string;
  blocked: boolean;
  version: number;
}

/** Whether the user ignores another; applies here at once, then the higher version is kept. */
export interface IgnoreRow {
  userId: string;
  ignored: boolean;
  version: number;
}

/**
 * A command; the device's copy is authoritative until the server has answered. `sent` commands are
 * kept for a while, to send them again to a server that was restored from a backup.
 */
export interface OutboxRow {
  /** Position in the outbox, assigned by the database. */
  order?: number;
  /** The command's id; a message has the id of the command that sends it. */
  id: string;
  name: string;
  input: unknown;
  /** Empty for a command outside of conversations. */
  conversation: string;
  state: "pending" | "sending" | "sent" | "refused";
  createdAt: number;
  /** Whether the server may know the id; then the input must not change. */
  attempted: boolean;
  /** How often the server itself failed on it. */
  failures: number;
  /** After a temporary failure: start and length of the wait (milliseconds), number of tries. */
  retry?: { since: number; wait: number; tries: number; isSlowMode?: true };
  /** The conversation's newest seq when it was written; messages with a higher seq are newer. */
  afterSeq?: number;
  /** What a message shows until the server has made its content: a forward, an uploaded sticker. */
  shown?: Content;
  sentAt?: number;
  error?: ErrorBody;
}

/** One update of the user's room, or several compacted into one. Yjs merges both sides. */
export interface UserRoomRow {
  number?: number;
  /** The generation of the room it belongs to; rows of another generation are never applied. */
  generation: string;
  update: Uint8Array;
}

/** The text of a draft in the user's room, readable without Yjs. */
export interface DraftRow {
  conversation: string;
  text: string;
  /** The last text that the server also had, for the merge into a new generation. */
  agreed: string;
  updatedAt: number;
}

/** A notification; the higher version is kept, and marking it as read here applies at once. */
export interface NotificationRow extends Notification {
  /** 1 while it is unread. A number, to be an index key. */
  unread: 0 | 1;
}

/** Single values about the user on this device, by key. */
export interface MetaRows {
  /** The server lineage that the caches belong to. */
  lineage: string;
  /** The user's own row version, for `GET /changes`. */
  userVersion: number;
  /** The last fetched content of home and the time of the fetch, shown when offline. */
  home: { told: Home; at: number };
  /** The first steps that the user has done, and whether they are to be shown no longer. */
  firstSteps: { done: string[]; dismissed: boolean };
  /** People whom the user may like to write to, as the server last named them. */
  suggestions: { people: Person[]; at: number };
  /** The user's own account as last fetched, for the settings when offline. */
  me: Me;
  /** Whether others see the user as offline; the server's value replaces it. */
  appearsOffline: boolean;
  /** The server's emoji and sticker packs, with the revision of the lists. */
  expressions: { revision: number; emoji: CustomEmoji[]; packs?: UploadedPack[] };
  /** How many full listings were started, and the number of the last finished one. */
  listings: { started: number; finished: number };
  /** The wait of all tabs before the next request, in milliseconds; `failures` are consecutive. */
  backoff: { since: number; wait: number; failures: number };
  /** The generation of the user's room that the rows of `userRoom` belong to. */
  generation: string;
  /** The do-not-disturb settings. */
  disturb: Disturb;
  /** By conversation, drafts of a stale generation that the new one has not taken yet. */
  unplacedDrafts: Record<string, string>;
  /** Conversations that their owners deleted for all, the newest last, to tell the user who opens one. */
  deletedConversations: { id: string; kind: ConversationKind }[];
  /** By conversation, text in the composer that is not in its draft. */
  [key: `heldWords.${string}`]: { kind: "early" | "long"; text: string };
  /** By conversation, the edit in progress: the message and its new text. */
  [key: `edit.${string}`]: { messageId: string; text: string };
}

/** The tables of the newest version; the last type argument is the primary key. */
export interface Tables {
  conversations: EntityTable<ConversationRow, "id">;
  messages: EntityTable<StoredMessageRow, "id">;
  markers: Table<MarkerRow, [string, string]>;
  reactions: EntityTable<ReactionsRow, "id">;
  pins: EntityTable<PinRow, "id">;
  votes: EntityTable<VotesRow, "id">;
  hiddenMessages: EntityTable<HiddenMessageRow, "id">;
  people: EntityTable<PersonRow, "id">;
  outbox: EntityTable<OutboxRow, "order">;
  notifications: EntityTable<NotificationRow, "id">;
  userRoom: EntityTable<UserRoomRow, "number">;
  drafts: EntityTable<DraftRow, "conversation">;
  friends: EntityTable<FriendRow, "userId">;
  blocks: EntityTable<BlockRow, "userId">;
  ignores: EntityTable<IgnoreRow, "userId">;
  profiles: EntityTable<ProfileRow, "id">;
  meta: Table<{ key: string; value: unknown }, string>;
}

interface SchemaVersion {
  /** Keys and indexes of the tables that are new or different; null deletes a table. */
  stores: Record<string, string | null>;
  upgrade?: (transaction: Transaction) => Promise<void>;
}

/** The versions of the schema, from version 1 on. They are only added, never changed. */
export const versions: readonly SchemaVersion[] = [
  {
    stores: {
      conversations: "id, lastActivity",
      // A stub has no seq, so IndexedDB leaves it out of both indexes.
      messages: "id, [conversation+seq], [conversation+counts+seq]",
      markers: "[conversation+user]",
      people: "id, username",
      outbox: "++order, &id, state, [conversation+state]",
      userRoom: "++number, generation",
      drafts: "conversation",
      meta: "key",
    },
  },
  {
    stores: {
      notifications: "id, at, unread, conversationId",
      friends: "userId, state",
      blocks: "userId",
      restraints: "userId",
      profiles: "id, username",
    },
  },
  { stores: { ignores: "userId", restraints: null }, upgrade: renameIgnores },
  { stores: { reactions: "id, conversation" } },
  { stores: { pins: "id, conversation" } },
  { stores: { votes: "id, conversation" } },
  {
    stores: { hiddenMessages: "id, conversation" },
    // The former release skipped changes of the type `hidden`.
    upgrade: async (transaction) => transaction.table("meta").delete("userVersion"),
  },
];

/** The newest version; a higher one on the device was written by a newer app. */
export const DATABASE_VERSION = versions.length;

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
