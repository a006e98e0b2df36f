import type { Me } from "@rally/shared/accounts";
import type { ErrorBody } from "@rally/shared/errors";
import type {
  Conversation,
  HeldMessage,
  MarkerRow as SharedMarkerRow,
} from "@rally/shared/conversations";
import type { FriendState } from "@rally/shared/friends";
import type { Home } from "@rally/shared/home";
import type { Disturb, Notification } from "@rally/shared/notifications";
import type { Person, Profile } from "@rally/shared/people";

/**
 * A conversation as the device knows it. The server wins, save in what it cannot know: `marker`
 * (the higher one wins) and `unread` (counted here as soon as the rows it counts are held).
 */
export interface ConversationRow extends Omit<Conversation, "lastMessage"> {
  /** The newest message held, edits and deletions folded in. */
  lastMessage?: HeldMessage;
  /** The version up to which every change is folded; -1 while nothing was fetched. */
  cursor: number;
  /** History is held from this seq on without a hole; 1: all of it; null: nothing yet. */
  oldestSeq: number | null;
  /** Milliseconds since the epoch of the last thing said, own pending words included; for sorting. */
  lastActivity: number;
  /** The server's own count and what it spanned, for as long as the device cannot count. */
  counted: { unread: number; marker: number; lastSeq: number };
  /** This user is no longer in it, and unsent words of theirs are: nothing else of it is held. */
  left?: true;
}

/** A message as folded; the higher version wins, whichever way it came. */
export interface MessageRow extends HeldMessage {
  conversation: string;
  /** 1 when it counts as unread for as long as it lies past the marker. A number, to be an index key. */
  counts: 0 | 1;
}

/** How far a member has read; the higher seq wins. */
export interface MarkerRow extends SharedMarkerRow {
  conversation: string;
}

/** Somebody; the server wins. */
export interface PersonRow extends Person {
  /** When the server last told, milliseconds since the epoch. */
  fetchedAt: number;
}

/** Somebody's page as it was last seen; the server wins. */
export interface ProfileRow extends Profile {
  /** Of one's own: the user's version that it is of; a higher one wins. */
  version: number;
  fetchedAt: number;
}

/** What somebody is to this user; the higher version wins. Own unsent commands lie over it. */
export interface FriendRow {
  userId: string;
  state: FriendState;
  version: number;
  /** Since when, milliseconds since the epoch. */
  at: number;
}

/** Whether this user has blocked somebody; the higher version wins, unsent commands lie over it. */
export interface BlockRow {
  userId: string;
  blocked: boolean;
  version: number;
}

/** Whether somebody is hidden from this user; said here it holds at once, then the higher version wins. */
export interface RestraintRow {
  userId: string;
  restrained: boolean;
  version: number;
}

/**
 * A command; the device wins until the server has answered. `sent` ones are kept for a while, to
 * be offered again to a server that was restored from a backup.
 */
export interface OutboxRow {
  /** The order of writing, given by the database. */
  order?: number;
  /** The command's id; a message's id is its command's. */
  id: string;
  name: string;
  input: unknown;
  /** Empty for one that belongs to none. */
  conversation: string;
  state: "pending" | "sending" | "sent" | "refused";
  createdAt: number;
  /** Whether it may have reached the server: then its input is fixed, for its id is known there. */
  attempted: boolean;
  /** How often the server itself failed on it. */
  failures: number;
  /** After a passing failure: since when and for how many milliseconds it waits, and how often it did. */
  retry?: { since: number; wait: number; tries: number };
  /** The conversation's newest seq as it was written: what has a higher one is newer. */
  afterSeq?: number;
  sentAt?: number;
  error?: ErrorBody;
}

/** An update of the user's room, or many compacted into one. Yjs merges: both sides win. */
export interface UserRoomRow {
  number?: number;
  /** Which of the room's pasts it belongs to; rows of another one are never applied. */
  generation: string;
  update: Uint8Array;
}

/** What the user's room says a draft is, readable without Yjs. */
export interface DraftRow {
  conversation: string;
  text: string;
  /** The text when last in agreement with the server, for the merge into a new generation. */
  agreed: string;
  updatedAt: number;
}

/** A notification; the higher version wins, and reading it here counts at once. */
export interface NotificationRow extends Notification {
  /** 1 while it is unread. A number, to be an index key. */
  unread: 0 | 1;
}

/** Single facts of this device about its user. */
export interface MetaRows {
  /** The server history that the caches belong to. */
  lineage: string;
  /** The user's own row version, for `GET /changes`. */
  userVersion: number;
  /** What the server last told of home, and when: shown again with no network. */
  home: { told: Home; at: number };
  /** The user's own account as the server last told, for the settings with no network. */
  me: Me;
  /** Whether one is seen as offline by others; the server wins. */
  appearsOffline: boolean;
  /** How many times everything was begun to be listed, and the number of the last time it was finished. */
  listings: { started: number; finished: number };
  /** For so many milliseconds no tab sends, because the server asked or failed; with how often in a row. */
  backoff: { since: number; wait: number; failures: number };
  /** The past of the user's room to which `userRoom` belongs. */
  generation: string;
  /** When nothing is to ring. */
  disturb: Disturb;
  /** Drafts of an ended past, by conversation, until the new one has come and taken them. */
  unplacedDrafts: Record<string, string>;
  /** By conversation, words in the field that its draft does not hold. */
  [key: `heldWords.${string}`]: { kind: "early" | "long"; text: string };
  /** By conversation, the edit in progress: what is to become of which message. */
  [key: `edit.${string}`]: { messageId: string; text: string };
}
