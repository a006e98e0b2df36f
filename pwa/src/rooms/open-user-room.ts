import { pokeSchema, roomName, type Poke } from "@rally/shared/rooms";
import type { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import * as z from "zod/mini";
import { reportUnlessClosed, watch, type RallyDatabase } from "../database/index.js";
import type { RoomStatus } from "../device/index.js";
import { bindDraft, type Draft } from "../drafts/index.js";
import { Observable, type Readable } from "../observable/index.js";
import type { Session } from "../session/index.js";
import {
  forgetUnsavedUpdates,
  storeUnsavedUpdates,
  readUnsavedUpdates,
} from "./unsaved-updates.js";
import { RoomSocket } from "./room-socket.js";
import { persistUpdates } from "./user-room-persister.js";
import {
  markDraftsSynced,
  applyStored,
  beginGeneration,
  keepUnplaced,
  loadUnplaced,
  loadUserRoom,
  mergeDraftTexts,
  draftTextsOf,
} from "./user-room-store.js";

/** The user's own room: drafts on all devices, and pokes from the server. */
export interface UserRoom {
  status: Readable<RoomStatus>;
  /** Partners who are online or away; all others are offline. */
  presence: Readable<ReadonlyMap<string, "online" | "away">>;
  openDraft(conversationId: string): Draft;
  /** Resolves once everything typed so far is stored. @throws the error when it cannot be. */
  stored(): Promise<void>;
  /** If the server is reachable, asks whether it has everything typed so far; records that. */
  confirm(): Promise<void>;
  close(): void;
}

const noPresence: ReadonlyMap<string, "online" | "away"> = new Map();

/**
 * Opens the room: first from the device, then, when there is a network, from the server.
 * @param poked is called each time something of the user has changed.
 */
export async function openUserRoom(
  device: { database: RallyDatabase; session: Session; away: Readable<boolean> },
  poked: (poke: Poke) => void,
): Promise<UserRoom> {
  const { database, session, away } = device;
  let room = await loadUserRoom(database);
  /** A stale document; drafts are written into it until the new document is ready. */
  let staleDoc = await loadUnplaced(database);
  const docs = new Observable(staleDoc ?? room.doc);
  const presence = new Observable(noPresence);
  const persister = persistUpdates(database);
  let closed = false;
  /** Why the text of `ended` could not be stored. */
  let storeFailure: { reason: unknown } | undefined;

  const persistStale = (doc: Y.Doc): void => {
    doc.on("update", () => {
      if (doc !== staleDoc) return;
      persister.run(async () => {
        try {
          await keepUnplaced(database, draftTextsOf(doc));
          storeFailure = undefined;
        } catch (error) {
          storeFailure = { reason: error };
          throw error;
        }
      });
    });
  };
  const mergeStale = async (): Promise<void> => {
    const doc = staleDoc;
    if (!doc) return;
    await mergeDraftTexts(database, room.doc, draftTextsOf(doc));
    staleDoc = storeFailure = undefined;
    docs.set(room.doc);
    doc.destroy();
    persister.afterStored(() => database.meta.delete("unplacedDrafts"));
  };

  if (staleDoc) persistStale(staleDoc);
  persister.follow(room);
  const taken = takeUnsavedUpdates(database.userId, room.generation, room.doc);
  persister.afterStored(() => Promise.resolve(forgetUnsavedUpdates(database.userId, taken)));
  const onPageHide = (): void => {
    for (const unstored of persister.unstored()) storeUnsavedUpdates(database.userId, unstored);
  };
  addEventListener("pagehide", onPageHide);
  const socket = new RoomSocket(session, roomName("user", database.userId), {
    load: () => Promise.resolve(room.doc),
    follow(_doc, provider) {
      persister.follow(room);
      const unwatchReceivedTime = watchReceivedTime(provider, (before) => {
        persister.run(() => markDraftsSynced(database, before));
      });
      const unfollowPokes = followPokes(provider, database.userId, presence, poked);
      const publishState = (): void =>
        provider.awareness.setLocalState(away.value ? { away: true } : {});
      publishState();
      const unfollowAway = away.subscribe(publishState);
      const onSync = (synced: boolean): void => {
        if (synced) mergeStale().catch(reportUnlessClosed);
      };
      provider.on("sync", onSync);
      return () => {
        unwatchReceivedTime();
        unfollowPokes();
        unfollowAway();
        provider.off("sync", onSync);
      };
    },
    async stale(doc) {
      if (staleDoc) doc.destroy();
      else {
        staleDoc = doc;
        persistStale(doc);
      }
      // Text that could not be stored is still in `ended`.
      await persister.settled().catch(() => undefined);
      // Text of another tab, which was closed while there was no network, is only in this document.
      await applyStored(database, room);
      const left = takeUnsavedUpdates(database.userId, room.generation, staleDoc);
      await beginGeneration(database, room.generation, draftTextsOf(staleDoc));
      forgetUnsavedUpdates(database.userId, left);
      room = await loadUserRoom(database);
    },
  });

  const unwatch = watch(
    () => database.userRoom.toCollection().last(),
    () => {
      if (!closed) applyStored(database, room).catch(reportUnlessClosed);
    },
  );

  return {
    status: socket.status,
    presence,
    openDraft: (conversationId) => bindDraft(docs, conversationId),
    async stored() {
      await persister.settled();
      if (storeFailure) throw storeFailure.reason;
    },
    async confirm() {
      // Already reported; what the server has does not depend on it.
      await persister.settled().catch(() => undefined);
      const before = Date.now() + 1;
      const { provider } = socket;
      if (!staleDoc && provider && (await hasAll(provider, room.doc))) {
        await markDraftsSynced(database, before);
      }
    },
    close() {
      closed = true;
      unwatch();
      removeEventListener("pagehide", onPageHide);
      socket.close();
    },
  };
}

/**
 * Applies to `doc`, of the same generation, the updates that closed pages had no time to store.
 * @returns the ones that can be deleted once this is stored.
 */
function takeUnsavedUpdates(userId: string, generation: string, doc: Y.Doc): string[] {
  const left = readUnsavedUpdates(userId);
  for (const { generation: of, update } of left.values()) {
    if (of === generation) Y.applyUpdate(doc, update);
  }
  return [...left.keys()];
}

/** Milliseconds to wait for the server's answer. */
const CONFIRM_TIMEOUT_MS = 3_000;
/** The first bytes of y-websocket's messages: sync step 1, and its answer. */
const SYNC_STEP_1 = [0, 0];
const SYNC_STEP_2 = [0, 1];

/** Whether the server has received everything written so far: it answers messages in order. */
function hasAll({ ws, synced }: WebsocketProvider, doc: Y.Doc): Promise<boolean> {
  if (!ws || ws.readyState !== WebSocket.OPEN || !synced) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (answer: boolean): void => {
      clearTimeout(timer);
      ws.removeEventListener("message", onMessage);
      ws.removeEventListener("close", onClose);
      resolve(answer);
    };
    const onClose = (): void => settle(false);
    const onMessage = ({ data }: MessageEvent<ArrayBuffer>): void => {
      const start = new Uint8Array(data, 0, Math.min(2, data.byteLength));
      if (SYNC_STEP_2.every((byte, at) => start[at] === byte)) settle(true);
    };
    const timer = setTimeout(onClose, CONFIRM_TIMEOUT_MS);
    ws.addEventListener("message", onMessage);
    ws.addEventListener("close", onClose);
    const vector = Y.encodeStateVector(doc);
    ws.send(Uint8Array.from([...SYNC_STEP_1, ...lengthOf(vector), ...vector]));
  });
}

/** The length of bytes as Yjs encodes it: seven bits per byte, lowest first. */
function lengthOf({ length }: Uint8Array): number[] {
  return length < 128
    ? [length]
    : [(length & 127) | 128, ...lengthOf({ length: length >>> 7 } as Uint8Array)];
}

/** Milliseconds within which the server stores each message, in order, or closes. */
const STORE_TIMEOUT_MS = 5_000;

/**
 * The time up to which the server has received what was typed. It sends something every 22 s or
 * sooner, so older text has arrived over this connection.
 */
function watchReceivedTime(
  provider: WebsocketProvider,
  onReceived: (before: number) => void,
): () => void {
  let syncedAt = Infinity;
  const onSync = (synced: boolean): void => {
    syncedAt = synced ? Date.now() : Infinity;
  };
  const onUpdate = (_changes: unknown, origin: unknown): void => {
    const before = Date.now() - STORE_TIMEOUT_MS;
    if (origin === provider && syncedAt < before) onReceived(before);
  };
  provider.on("sync", onSync);
  provider.awareness.on("update", onUpdate);
  return () => {
    provider.off("sync", onSync);
    provider.awareness.off("update", onUpdate);
  };
}

function followPokes(
  provider: WebsocketProvider,
  me: string,
  presence: Observable<ReadonlyMap<string, "online" | "away">>,
  poked: (poke: Poke) => void,
): () => void {
  let last: string | undefined;
  const onChange = (): void => {
    const poke = [...provider.awareness.getStates().values()]
      .map((state) => z.safeParse(pokeSchema, state))
      .find((result) => result.success)?.data?.poke;
    const others = Object.entries(poke?.presence ?? {}).filter(([id]) => id !== me);
    presence.set(poke ? new Map(others) : noPresence);
    const { presence: _presence, ...moved } = poke ?? { presence: undefined };
    const now = JSON.stringify(moved);
    if (!poke || now === last) return;
    last = now;
    poked(poke);
  };
  provider.awareness.on("change", onChange);
  return () => {
    provider.awareness.off("change", onChange);
    presence.set(noPresence);
  };
}
