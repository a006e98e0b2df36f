import { ANONYMOUS_VOTER, authorsOf, observeTail, type Change } from "@rally/shared/conversations";
import { roomName, viewerCountSchema, viewerSchema } from "@rally/shared/rooms";
import { Dexie } from "dexie";
import type { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import * as z from "zod/mini";
import { foldLive } from "../conversations/index.js";
import type { ConversationRoom, RoomPresence } from "../device/index.js";
import { reportUnlessClosed, storing, watch, type RallyDatabase } from "../database/index.js";
import { Observable, type Readable } from "../observable/index.js";
import type { Puller } from "../pull/index.js";
import type { Session } from "../session/index.js";
import { RoomSocket } from "./room-socket.js";

/** Milliseconds after the last input until the user no longer counts as typing. */
const TYPING_LASTS = 5_000;
/** The number of newest messages whose authors are refreshed when the room opens. */
const NEWEST = 100;
const noViewers: RoomPresence = { viewers: new Map(), count: 0 };

/**
 * Follows the room of a conversation: folds changes into the database and pulls after a gap. The
 * document starts empty and is not stored, because the tail is cheap to fetch.
 */
export function openConversationRoom(
  device: { database: RallyDatabase; session: Session; puller: Puller; away: Readable<boolean> },
  conversationId: string,
): ConversationRoom {
  const { database, session, puller, away } = device;
  const here = new Observable(noViewers);
  let typing = false;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let lastFold: Promise<void> = Promise.resolve();
  let closed = false;

  /** Folds the changes of an update that y-websocket has applied, and pulls if some are missing. */
  const storeChanges = (changes: Change[]): void => {
    lastFold = lastFold
      .then(async () => {
        if (closed) return;
        const { gap } = await storing(() => foldLive(database, conversationId, changes));
        if (gap) void puller.conversation(conversationId);
        void puller.people(authorsOf(changes).filter((author) => author !== ANONYMOUS_VOTER));
      })
      .catch((error: unknown) => {
        // Pulls the change that was not folded, because otherwise the next change would follow a gap.
        if (!closed) void puller.conversation(conversationId);
        console.warn("failed to store a live change", error);
      });
  };

  const socket = new RoomSocket(session, roomName("conversation", conversationId), {
    async load(signal) {
      await whenListed(database, conversationId, signal);
      newestAuthors(database, conversationId)
        .then((authors) => puller.people(authors))
        .catch(reportUnlessClosed);
      return new Y.Doc();
    },
    follow(doc, provider) {
      const unobserve = observeTail(doc, storeChanges);
      const showPresence = (): void => here.set(presenceIn(provider, database.userId));
      provider.awareness.setLocalState(ownState());
      provider.awareness.on("change", showPresence);
      return () => {
        unobserve();
        provider.awareness.off("change", showPresence);
        here.set(noViewers);
      };
    },
    stale(doc) {
      doc.destroy();
      return Promise.resolve();
    },
  });

  // The server usually refuses for good because the user was removed: a pull brings that change.
  const unfollowStatus = socket.status.subscribe((status) => {
    if (status === "refused") void puller.all();
  });
  const ownState = (): { typing?: true; away?: true } => ({
    ...(typing ? { typing: true } : {}),
    ...(away.value ? { away: true } : {}),
  });
  const publishOwnState = (): void => socket.provider?.awareness.setLocalState(ownState());
  const unfollowAway = away.subscribe(publishOwnState);
  const setTyping = (value: boolean): void => {
    clearTimeout(typingTimer);
    if (value) typingTimer = setTimeout(() => setTyping(false), TYPING_LASTS);
    if (typing === value) return;
    typing = value;
    publishOwnState();
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
 * Resolves once the server knows the conversation. The room of one that was created offline would
 * otherwise be refused for good.
 */
function whenListed(database: RallyDatabase, id: string, signal: AbortSignal): Promise<void> {
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

/** The authors of the first messages shown: a name may have failed to load with the message. */
async function newestAuthors(database: RallyDatabase, conversation: string): Promise<string[]> {
  const rows = await database.messages
    .where("[conversation+seq]")
    .between([conversation, Dexie.minKey], [conversation, Dexie.maxKey])
    .reverse()
    .limit(NEWEST)
    .toArray();
  return authorsOf(rows);
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
