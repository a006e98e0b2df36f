import { sendChosenLocale } from "../accounts/index.js";
import { resultHandlers } from "../command-results.js";
import { readConversations, startConversation } from "../conversations/index.js";
import { watchActivity, watchConnection } from "../connection/index.js";
import {
  adoptLineage,
  closeDatabase,
  openDatabase,
  reportUnlessClosed,
  SharedQuery,
  watch,
  type RallyDatabase,
} from "../database/index.js";
import type { Device } from "../device/index.js";
import { loadChunk } from "../chunk-loading/index.js";
import { followExpressions } from "../expressions/index.js";
import { Observable } from "../observable/index.js";
import { requestPersistence } from "../storage/index.js";
import { startSender } from "../outbox/index.js";
import { keepPeople } from "../people/index.js";
import { closeReadNotifications, dropSubscription, renewSubscription } from "../push/index.js";
import { fetchPart, isMemberOf, joinPart, pullHistoryPage, startPuller } from "../pull/index.js";
import { ignoredPeople } from "../relationships/index.js";
import type { UserRoom } from "../rooms/index.js";
import { deleteUserData, addPendingDeletion, type Session } from "../session/index.js";
import { beforeAppUpdate } from "../service-worker/index.js";
import { lazyRoom } from "./lazy-room.js";

/**
 * Opens the data of the session's user on this device. Needs no network and loads no Yjs, so that
 * the first paint waits only for IndexedDB.
 * @throws when no user is signed in, or the error that `databaseState` publishes.
 */
export async function openDevice(session: Session): Promise<Device> {
  const state = session.state.value;
  if (state.status === "signed-out") throw new Error("No user is signed in");
  const database = await openDatabase(state.userId);
  const activity = watchActivity();
  const connectionWatch = watchConnection(database);
  const presence = new Observable<ReadonlyMap<string, "online" | "away">>(new Map());
  const ignored = new Observable<ReadonlySet<string>>(new Set());
  let latest: ReadonlyMap<string, "online" | "away"> = new Map();
  const showPresence = (): void => {
    const visible = [...latest].filter(([id]) => !ignored.value.has(id));
    presence.set(new Map(visible));
  };
  const releases: (() => void)[] = [() => activity.stop(), () => connectionWatch.stop()];
  const puller = startPuller(database, session);
  releases.push(() => puller.stop(), followExpressions(database));
  let begin: () => void;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let closed = false;
  let room: Promise<UserRoom> | undefined;
  // Before the room is open there is nothing to store, and its chunk may fail to load.
  let openedRoom: UserRoom | undefined;
  const stored = async (): Promise<void> => openedRoom?.stored();
  releases.push(beforeAppUpdate(stored));

  const openRoom = async (): Promise<UserRoom> => {
    const rooms = await loadRooms();
    const opened = await rooms.openUserRoom({ database, session, away: activity.away }, (poke) => {
      void puller.poked(poke);
    });
    openedRoom = opened;
    if (closed) opened.close();
    releases.push(
      () => opened.close(),
      opened.presence.subscribe((value) => {
        latest = value;
        showPresence();
      }),
      opened.status.subscribe((status) => {
        connectionWatch.setConnected(status === "live");
        if (status === "live") onLive();
      }),
    );
    return opened;
  };
  const userRoom = (): Promise<UserRoom> => {
    room ??= openRoom().catch((error: unknown) => {
      // Its chunk failed to load: the next call tries again.
      room = undefined;
      throw error;
    });
    return room;
  };
  let onLive = (): void => undefined;

  const close = (): void => {
    closed = true;
    for (const release of releases.splice(0)) release();
    closeDatabase(database);
  };

  return {
    session,
    database,
    userId: state.userId,
    connection: connectionWatch.connection,
    presence,
    conversations: new SharedQuery(() => readConversations(database)),
    ignored,
    async start() {
      if (closed) return;
      begin();
      connectionWatch.count();
      releases.push(
        followSession(database, session),
        watch(
          () => ignoredPeople(database),
          (value) => {
            ignored.set(value);
            showPresence();
          },
        ),
      );
      sendChosenLocale(database).catch(reportUnlessClosed);
      const sender = startSender(database, session, resultHandlers);
      releases.push(() => sender.stop());
      onLive = () => {
        sender.hurry();
        void puller.all();
      };
      void puller.all();
      releases.push(closeReadNotifications(database));
      renewSubscription(session.call).catch((error: unknown) => {
        // The next start tries again.
        console.debug("failed to renew the push subscription", error);
      });
      await Promise.all([userRoom(), requestPersistence()]).catch(reportUnlessClosed);
    },
    openConversationRoom: (conversationId) =>
      lazyRoom(
        begun.then(loadRooms).then(
          ({ openConversationRoom }) =>
            () =>
              openConversationRoom(
                { database, session, puller, away: activity.away },
                conversationId,
              ),
        ),
      ),
    async openDraft(conversationId) {
      await begun;
      return (await userRoom()).openDraft(conversationId);
    },
    async loadOlder(conversationId) {
      await pullHistoryPage(database, session.call, conversationId);
    },
    fetchPart: (conversationId, bounds) =>
      fetchPart(database, session.call, conversationId, bounds),
    joinPart: (conversationId, part) => joinPart(database, conversationId, part),
    startConversation: (person) => startConversation(database, person),
    async findConversation(conversationId) {
      if (!(await isMemberOf(session.call, conversationId))) return false;
      await puller.all();
      return true;
    },
    refreshPeople: (ids) => puller.people(ids),
    stored,
    confirmDrafts: async () => openedRoom?.confirm(),
    async signOut() {
      session.beginSignOut();
      addPendingDeletion(state.userId);
      close();
      // Before any request, because the server may be slow or down, and the page may be closed.
      await deleteUserData(state.userId).catch(reportError);
      await dropSubscription().catch(reportError);
      await session.signOut();
      // Work that was in progress when the database closed may have stored data since.
      await deleteUserData(state.userId).catch(reportError);
    },
    close,
  };
}

/** Nothing is live without this chunk: on failure the user is asked once, for all its callers. */
async function loadRooms() {
  const rooms = await loadChunk(() => import("../rooms/index.js"));
  if (!rooms) throw new Error("The rooms' chunk could not be loaded");
  return rooms;
}

/** Stores the user's own account and the server's lineage from each answer about the session. */
function followSession(database: RallyDatabase, session: Session): () => void {
  const keepMe = (): void => {
    const state = session.state.value;
    if (state.status !== "signed-in" || !state.me || state.userId !== database.userId) return;
    const { id, username, displayName, avatar } = state.me;
    const me = { id, username, displayName, ...(avatar !== undefined && { avatar }) };
    keepPeople(database, [me]).catch(reportUnlessClosed);
    database.setMeta("me", state.me).catch(reportUnlessClosed);
  };
  const keepLineage = (): void => {
    const lineage = session.lineage.value;
    if (lineage !== undefined) adoptLineage(database, lineage).catch(reportUnlessClosed);
  };
  keepMe();
  keepLineage();
  const releases = [session.state.subscribe(keepMe), session.lineage.subscribe(keepLineage)];
  return () => {
    for (const release of releases) release();
  };
}
