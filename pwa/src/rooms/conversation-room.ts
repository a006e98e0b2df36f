import { observeTail, type Change } from "@rally/shared/conversations";
import { roomName, viewerCountSchema, viewerSchema } from "@rally/shared/rooms";
import { Dexie } from "dexie";
import type { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import * as z from "zod/mini";
import { foldLive } from "../conversations/index.js";
import { reportUnlessClosed, storing, watch, type RallyDatabase } from "../database/index.js";
import { Observable, type Readable } from "../observable/index.js";
import type { Puller } from "../pull/index.js";
import type { Session } from "../session/index.js";
import { RoomSocket, type RoomStatus } from "./room-socket.js";

/** Who is in a conversation just now. */
export interface RoomPresence {
  /** The others, by user id; empty in rooms too full for a list. */
  viewers: ReadonlyMap<string, { typing: boolean; away: boolean }>;
  /** How many connections there are, one's own included. */
  count: number;
}

/** A conversation followed live, for as long as it is on the screen. */
export interface ConversationRoom {
  here: Readable<RoomPresence>;
  status: Readable<RoomStatus>;
  /** To be called on each input; it wears off by itself. */
  typing(): void;
  stopTyping(): void;
  close(): void;
}

/** Milliseconds after the last input at which one counts as no longer writing. */
const TYPING_LASTS = 5_000;
const NEWEST = 100;
const nobody: RoomPresence = { viewers: new Map(), count: 0 };

/**
 * Follows the room of a conversation: what happens is folded into the database, a gap is pulled.
 * Its document starts empty and is never stored: the tail is cheaper to fetch than to keep.
 */
export function openConversationRoom(
  device: { database: RallyDatabase; session: Session; puller: Puller; away: Readable<boolean> },
  conversationId: string,
): ConversationRoom {
  const { database, session, puller, away } = device;
  const here = new Observable(nobody);
  let typing = false;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let folding: Promise<void> = Promise.resolve();
  let closed = false;

  const fold = (changes: Change[]): void => {
    folding = folding
      .then(async () => {
        if (closed) return;
        const { gap } = await storing(() => foldLive(database, conversationId, changes));
        if (gap) void puller.conversation(conversationId);
        void puller.people(authorsOf(changes));
      })
      .catch((error: unknown) => {
        // What was not folded is still a gap at the next change; pulling closes it now.
        if (!closed) void puller.conversation(conversationId);
        console.warn("A live change could not be stored", error);
      });
  };

  const socket = new RoomSocket(session, roomName("conversation", conversationId), {
    async load(signal) {
      await listed(database, conversationId, signal);
      newestAuthors(database, conversationId)
        .then((authors) => puller.people(authors))
        .catch(reportUnlessClosed);
      return new Y.Doc();
    },
    follow(doc, provider) {
      const unobserve = observeTail(doc, fold);
      const look = (): void => here.set(presenceIn(provider, database.userId));
      provider.awareness.setLocalState(ownState());
      provider.awareness.on("change", look);
      return () => {
        unobserve();
        provider.awareness.off("change", look);
        here.set(nobody);
      };
    },
    stale(doc) {
      doc.destroy();
      return Promise.resolve();
    },
  });

  // Refused for good means put out of it, most likely: the user's own changes say so.
  const unfollowStatus = socket.status.subscribe((status) => {
    if (status === "refused") void puller.all();
  });
  const ownState = (): { typing?: true; away?: true } => ({
    ...(typing ? { typing: true } : {}),
    ...(away.value ? { away: true } : {}),
  });
  const tell = (): void => socket.provider?.awareness.setLocalState(ownState());
  const unfollowAway = away.subscribe(tell);
  const setTyping = (value: boolean): void => {
    clearTimeout(typingTimer);
    if (value) typingTimer = setTimeout(() => setTyping(false), TYPING_LASTS);
    if (typing === value) return;
    typing = value;
    tell();
  };

  return {
    here,
    status: socket.status,
    typing: () => setTyping(true),
    stopTyping: () => setTyping(false),
    close() {
      closed = true;
      clearTimeout(typingTimer);
      unfollowAway();
      unfollowStatus();
      socket.close();
    },
  };
}

/**
 * Resolves once the server has told of the conversation: before, for one started here with no
 * network, its room would be refused for good.
 */
function listed(database: RallyDatabase, id: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      unwatch();
      resolve();
    };
    const unwatch = watch(
      () => database.conversations.get(id),
      (conversation) => {
        if (conversation && conversation.cursor >= 0) end();
      },
    );
    signal.addEventListener("abort", end, { once: true });
  });
}

/** Who wrote what one sees first: somebody's name may have failed to come when the message did. */
async function newestAuthors(database: RallyDatabase, conversation: string): Promise<string[]> {
  const rows = await database.messages
    .where("[conversation+seq]")
    .between([conversation, Dexie.minKey], [conversation, Dexie.maxKey])
    .reverse()
    .limit(NEWEST)
    .toArray();
  return rows.flatMap((row) => row.author ?? []);
}

function presenceIn(provider: WebsocketProvider, me: string): RoomPresence {
  const viewers = new Map<string, { typing: boolean; away: boolean }>();
  const states = provider.awareness.getStates();
  let count: number | undefined;
  for (const state of states.values()) {
    const counted = z.safeParse(viewerCountSchema, state);
    if (counted.success) count = counted.data.count;
    const seen = z.safeParse(viewerSchema, state);
    if (!seen.success || seen.data.user === me) continue;
    const { user, typing = false, away = false } = seen.data;
    const other = viewers.get(user);
    viewers.set(user, { typing: typing || !!other?.typing, away: away && (other?.away ?? true) });
  }
  return { viewers, count: count ?? viewers.size + 1 };
}

function authorsOf(changes: readonly Change[]): string[] {
  return changes.map((change) => change.author);
}
