import { tellChosenLocale } from "../accounts/index.js";
import { commandAnswers } from "../answering/index.js";
import {
  listConversations,
  restrainedPeople,
  type ConversationView,
} from "../conversations/index.js";
import { watchActivity, watchConnection, type Connection } from "../connection/index.js";
import {
  adoptLineage,
  closeDatabase,
  openDatabase,
  reportUnlessClosed,
  requestPersistence,
  SharedQuery,
  watch,
  type QueryState,
  type RallyDatabase,
} from "../database/index.js";
import type { Draft } from "../drafts/index.js";
import { loadChunk } from "../missing-program/index.js";
import { Observable, type Readable } from "../observable/index.js";
import { startSender } from "../outbox/index.js";
import { keepPeople } from "../people/index.js";
import { deleteUserData, oweDeletion } from "../device-data/index.js";
import { closeWhatIsRead, dropSubscription, renewSubscription } from "../push/index.js";
import { isMemberOf, pullHistoryPage, startPuller } from "../pull/index.js";
import type { ConversationRoom, UserRoom } from "../rooms/index.js";
import type { Session } from "../session/index.js";
import { beforeUpdate } from "../service-worker/index.js";
import { lateRoom } from "./late-room.js";

/** What one user has on this device, and what keeps it up to date. */
export interface Device {
  readonly session: Session;
  readonly database: RallyDatabase;
  readonly userId: string;
  readonly connection: Readable<Connection>;
  /** Partners who are online or away; all others are offline, or we cannot know. */
  readonly presence: Readable<ReadonlyMap<string, "online" | "away">>;
  /** All conversations, for everybody who shows something of them: read once. */
  readonly conversations: Readable<QueryState<readonly ConversationView[]>>;
  /** Whom this user hears nothing of; their presence is left out above. */
  readonly restrained: Readable<ReadonlySet<string>>;
  /** Begins to send, pull and follow; to be called after the first paint. Rooms and drafts wait for it. */
  start(): Promise<void>;
  /** Follows a conversation live, for as long as it is on the screen. */
  openConversationRoom(conversationId: string): ConversationRoom;
  /** The draft of a conversation, from the disk; no network is needed. */
  openDraft(conversationId: string): Promise<Draft>;
  /** Fetches the page of history before what the device holds. @throws NetworkError, RallyError */
  loadOlder(conversationId: string): Promise<void>;
  /**
   * Asks the server for a conversation that this device does not know, and fetches it.
   * @returns whether this user is in it. @throws NetworkError, RallyError
   */
  findConversation(conversationId: string): Promise<boolean>;
  /** Brings the names and pictures of people who are on the screen up to date; later, when offline. */
  refreshPeople(ids: Iterable<string>): Promise<void>;
  /** Resolves once all that was typed is on the disk. @throws the reason when it cannot be. */
  stored(): Promise<void>;
  /** Finds out, where there is a connection, which drafts the server has; to be called before a sign-out. */
  confirmDrafts(): Promise<void>;
  /** Signs out and deletes what this user has here, unsent words too: ask before. */
  signOut(): Promise<void>;
  close(): void;
}

/**
 * Opens what the user of `session` has on this device. Needs no network and loads no Yjs, so that
 * the first paint waits for IndexedDB alone.
 * @throws when nobody is signed in, or the reason that `databaseState` tells.
 */
export async function openDevice(session: Session): Promise<Device> {
  const state = session.state.value;
  if (state.status === "signed-out") throw new Error("Nobody is signed in");
  const database = await openDatabase(state.userId);
  const activity = watchActivity();
  const connectionWatch = watchConnection(database);
  const presence = new Observable<ReadonlyMap<string, "online" | "away">>(new Map());
  const restrained = new Observable<ReadonlySet<string>>(new Set());
  let told: ReadonlyMap<string, "online" | "away"> = new Map();
  const showPresence = (): void => {
    const heard = [...told].filter(([id]) => !restrained.value.has(id));
    presence.set(new Map(heard));
  };
  const releases: (() => void)[] = [() => activity.stop(), () => connectionWatch.stop()];
  const puller = startPuller(database, session);
  releases.push(() => puller.stop());
  let begin: () => void;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let closed = false;
  let room: Promise<UserRoom> | undefined;
  // Before it is open nothing was typed into it; its chunk may never come.
  let openedRoom: UserRoom | undefined;
  const stored = async (): Promise<void> => openedRoom?.stored();
  releases.push(beforeUpdate(stored));

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
        told = value;
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
      // Its chunk could not be loaded: the next one who needs it tries again.
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
    conversations: new SharedQuery(() => listConversations(database)),
    restrained,
    async start() {
      if (closed) return;
      begin();
      connectionWatch.count();
      releases.push(
        followSession(database, session),
        watch(
          () => restrainedPeople(database),
          (value) => {
            restrained.set(value);
            showPresence();
          },
        ),
      );
      tellChosenLocale(database).catch(reportUnlessClosed);
      const sender = startSender(database, session, commandAnswers);
      releases.push(() => sender.stop());
      onLive = () => {
        sender.hurry();
        void puller.all();
      };
      void puller.all();
      releases.push(closeWhatIsRead(database));
      renewSubscription(session.call).catch((error: unknown) => {
        // The next start says it again.
        console.debug("The push subscription was not renewed", error);
      });
      await Promise.all([userRoom(), requestPersistence()]).catch(reportUnlessClosed);
    },
    openConversationRoom: (conversationId) =>
      lateRoom(
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
      oweDeletion(state.userId);
      close();
      // First of all, for the server may be slow or away, and the page may end.
      await deleteUserData(state.userId).catch(reportError);
      await dropSubscription().catch(reportError);
      await session.signOut();
      // What was still under way when the database closed may have left something since.
      await deleteUserData(state.userId).catch(reportError);
    },
    close,
  };
}

/** Without rooms nothing is live: the user is asked to try again, once for all that need them. */
async function loadRooms() {
  const rooms = await loadChunk(() => import("../rooms/index.js"));
  if (!rooms) throw new Error("The rooms' chunk could not be loaded");
  return rooms;
}

/** Keeps oneself and the server's lineage, as each answer about the session tells them. */
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
