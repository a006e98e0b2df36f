import { createContext } from "@lit/context";
import type { Person } from "@rally/shared/people";
import type { Connection } from "../connection/index.js";
import type {
  ConversationView,
  DetachedBounds,
  DetachedPart,
  QueryState,
  RallyDatabase,
} from "../database/index.js";
import type { Draft } from "../drafts/index.js";
import type { Session } from "../session/index.js";
import type { Readable } from "../observable/index.js";

/** The data of the signed-in user on this device, and its synchronization. */
export interface Device {
  readonly session: Session;
  readonly database: RallyDatabase;
  readonly userId: string;
  readonly connection: Readable<Connection>;
  /** Contacts that are online or away; all others are offline or their presence is not known. */
  readonly presence: Readable<ReadonlyMap<string, "online" | "away">>;
  /** All conversations: one query for every component that shows some of them. */
  readonly conversations: Readable<QueryState<readonly ConversationView[]>>;
  /** The users whom this user ignores; `presence` leaves them out. */
  readonly ignored: Readable<ReadonlySet<string>>;
  /** Starts all background work; call it after the first paint. Rooms and drafts wait for it. */
  start(): Promise<void>;
  /** Connects to a conversation's room; close it when the conversation leaves the screen. */
  openConversationRoom(conversationId: string): ConversationRoom;
  /** The draft of a conversation, read from the database; works offline. */
  openDraft(conversationId: string): Promise<Draft>;
  /** Fetches the next older page of a conversation's history. @throws NetworkError, RallyError */
  loadOlder(conversationId: string): Promise<void>;
  /** Fetches a part of history for the screen. @throws NetworkError, RallyError `not_found` */
  fetchPart(conversationId: string, bounds: DetachedBounds): Promise<DetachedPart>;
  /** Stores a part of history if nothing is missing between it and the stored one. */
  joinPart(conversationId: string, part: DetachedPart): Promise<boolean>;
  /** Opens the conversation with `person`; works offline. @returns the conversation's id */
  startConversation(person: Person): Promise<string>;
  /**
   * Fetches a conversation that is not on this device.
   * @returns whether the user is a member. @throws NetworkError, RallyError
   */
  findConversation(conversationId: string): Promise<boolean>;
  /**
   * Refreshes the names and pictures of people on the screen; when offline, as soon as possible.
   */
  refreshPeople(ids: Iterable<string>): Promise<void>;
  /** Resolves when all typed text is stored. @throws the error if it could not be stored. */
  stored(): Promise<void>;
  /** When online, learns which drafts the server has. Call it before a sign-out. */
  confirmDrafts(): Promise<void>;
  /** Signs out and deletes the user's data on this device, including unsent text: confirm first. */
  signOut(): Promise<void>;
  close(): void;
}

/**
 * `live`: connected; `away`: not connected, reconnects automatically; `refused`: the server closed
 * the room with a code after which the client does not reconnect.
 */
export type RoomStatus = "connecting" | "live" | "away" | "refused";

/** The users who have a conversation open. */
export interface RoomPresence {
  /** The other users, by id; empty in rooms with too many users for a list. */
  viewers: ReadonlyMap<string, { typing: boolean; away: boolean }>;
  /** The number of connections, including this device's. */
  count: number;
}

/** A connection to a conversation's room, for as long as the conversation is on the screen. */
export interface ConversationRoom {
  here: Readable<RoomPresence>;
  status: Readable<RoomStatus>;
  /** Call it on each input; the indicator ends after a few seconds without a call. */
  typing(): void;
  stopTyping(): void;
  close(): void;
}

/** The signed-in user's data on this device; provided by the signed-in shell. */
export const deviceContext = createContext<Device>(Symbol("device"));
