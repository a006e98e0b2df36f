import type { Poke } from "@rally/shared/rooms";
import {
  reportUnlessClosed,
  type ConversationRow,
  type MetaRows,
  type RallyDatabase,
} from "../database/index.js";
import { pullExpressions } from "../expressions/index.js";
import { NetworkError, RallyError } from "../http/index.js";
import { exclusive } from "../storage/index.js";
import { fetchUnknownPeople, SHOWN_STALE_AFTER } from "../people/index.js";
import type { Session } from "../session/index.js";
import { LineageChanged, ensureLineage, pullConversation } from "./pull-conversation.js";
import { pullHistory } from "./history.js";
import { pullConversationList, pullUserChanges } from "./user-changes.js";

/** Keeps the device up to date by pulling. Changes that rooms brought live are already stored. */
export interface Puller {
  /** Pulls everything that changed. Called on connecting, on returning to the app, once a minute. */
  all(): Promise<void>;
  /** Pulls what a poke lists. */
  poked(poke: Poke): Promise<void>;
  /** Pulls one conversation, for instance after a gap in its room. */
  conversation(id: string): Promise<void>;
  /** Refreshes these users on the screen unless just fetched; failures are tried again. */
  people(ids: Iterable<string>): Promise<void>;
  stop(): void;
}

type Listings = MetaRows["listings"];

const INTERVAL = 60_000;
const LONGEST_PULL = 120_000;
const AT_ONCE = 2;
/** The longest pause in milliseconds, whatever the server asks for. */
const LONGEST_PAUSE = 60_000;

export function startPuller(database: RallyDatabase, session: Session): Puller {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { call } = session;
  /** Set while the server asked to wait. After the pause everything is pulled. */
  let pause: ReturnType<typeof setTimeout> | undefined;
  const unknown = new Set<string>();
  let history: Promise<void> | undefined;
  /** Whether a conversation may lack older messages, so that its history has to be fetched. */
  let historyDue = true;

  /** One tab pulls at a time; the others get the rows through the database. */
  const pull = async (work: () => Promise<void>): Promise<void> => {
    if (signal.aborted || pause || session.state.value.status !== "signed-in") return;
    try {
      await exclusive(
        `rally.pull.${database.userId}`,
        () => unlessLineageChanges(work, everything),
        LONGEST_PULL,
      );
      if (historyDue) copyHistory();
    } catch (error) {
      handleFailure(error);
    }
  };

  const everything = (): Promise<void> => {
    historyDue = true;
    return pullEverything(database, session);
  };

  const copyHistory = (): void => {
    if (history) return;
    historyDue = false;
    history = pullHistory(database, call, signal)
      .catch((error: unknown) => {
        historyDue = true;
        handleFailure(error);
      })
      .finally(() => {
        history = undefined;
      });
  };

  const pauseFor = (retryAfter: number): void => {
    pause ??= setTimeout(
      () => {
        pause = undefined;
        void all();
      },
      Math.min(retryAfter, LONGEST_PAUSE),
    );
  };

  const handleFailure = (error: unknown): void => {
    if (signal.aborted) return;
    if (error instanceof RallyError && error.retryAfter !== undefined) pauseFor(error.retryAfter);
    if (!isTransient(error)) reportUnlessClosed(error);
  };

  const pullPeople = async (): Promise<void> => {
    const ids = [...unknown];
    await fetchUnknownPeople(database, call, ids, SHOWN_STALE_AFTER);
    for (const id of ids) unknown.delete(id);
  };

  const all = async (): Promise<void> => {
    const begun = await listings(database).catch(handleFailure);
    if (!begun) return;
    await pull(async () => {
      await pullPeople();
      // Another tab has listed everything in the meantime.
      if ((await listings(database)).finished > begun.started) return;
      await everything();
    });
  };

  const puller: Puller = {
    all,
    poked: (poke) =>
      pull(async () => {
        await ensureLineage(database, poke.lineage);
        if (poke.version > ((await database.getMeta("userVersion")) ?? 0)) {
          await pullUserChanges(database, call);
        }
        // An older server has none.
        if (poke.expressions) await pullExpressions(database, call, poke.expressions);
        const ids = Object.keys(poke.moved);
        if (!(await storeVersions(database, poke.moved))) return everything();
        const rows = await database.conversations.bulkGet(ids);
        await pullMoved(
          database,
          session,
          rows.filter((row) => row !== undefined),
        );
      }),
    conversation: (id) =>
      pull(async () => {
        const conversation = await database.conversations.get(id);
        if (!conversation) return everything();
        if (conversation.oldestSeq === null) historyDue = true;
        try {
          await pullConversation(database, call, id);
        } catch (error) {
          // The user is no longer a member; the user's own changes include that.
          if (!isNoMember(error)) throw error;
          await pullUserChanges(database, call);
        }
      }),
    async people(ids) {
      for (const id of ids) unknown.add(id);
      await pullPeople().catch(handleFailure);
    },
    stop() {
      stopping.abort();
      clearInterval(timer);
      clearTimeout(pause);
    },
  };
  const timer = setInterval(() => void all(), INTERVAL);
  addEventListener("online", () => void all(), { signal });
  globalThis.document?.addEventListener(
    "visibilitychange",
    () => {
      if (document.visibilityState === "visible") void all();
    },
    { signal },
  );
  return puller;
}

async function unlessLineageChanges(
  work: () => Promise<void>,
  everything: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof LineageChanged)) throw error;
    await everything();
  }
}

async function pullEverything(database: RallyDatabase, session: Session): Promise<void> {
  const number = await beginListing(database);
  await pullUserChanges(database, session.call);
  await pullConversationList(database, session.call);
  const rows = await database.conversations.orderBy("lastActivity").reverse().toArray();
  await pullMoved(database, session, rows);
  await changeListings(database, ({ started, finished }) => ({
    started,
    finished: Math.max(finished, number),
  }));
}

/** @returns the number of the new listing. */
async function beginListing(database: RallyDatabase): Promise<number> {
  const begun = await changeListings(database, ({ started, finished }) => ({
    started: started + 1,
    finished,
  }));
  return begun.started;
}

/** In one transaction: a frozen tab may finish its listing after another tab has begun one. */
function changeListings(
  database: RallyDatabase,
  change: (before: Listings) => Listings,
): Promise<Listings> {
  return database.transaction("rw", database.meta, async () => {
    const after = change(await listings(database));
    await database.setMeta("listings", after);
    return after;
  });
}

/** The numbers of the last listing that began and the last that finished. Clocks can be set back. */
async function listings(database: RallyDatabase): Promise<Listings> {
  return (await database.getMeta("listings")) ?? { started: 0, finished: 0 };
}

/** Stores the versions of a poke. @returns false when it names an unknown conversation. */
async function storeVersions(
  database: RallyDatabase,
  moved: Readonly<Record<string, number>>,
): Promise<boolean> {
  const ids = Object.keys(moved);
  const rows = await database.conversations.bulkGet(ids);
  const behind = rows.filter((row) => row && (moved[row.id] ?? 0) > row.version);
  if (behind.length > 0) {
    await database.transaction("rw", database.conversations, async () => {
      await database.conversations
        .where("id")
        .anyOf(ids)
        .modify((row) => {
          row.version = Math.max(row.version, moved[row.id] ?? 0);
        });
    });
  }
  return rows.every((row) => row !== undefined);
}

/** Pulls the conversations whose version is past their cursor, in this order, two at a time. */
async function pullMoved(
  database: RallyDatabase,
  session: Session,
  rows: readonly ConversationRow[],
): Promise<void> {
  const waiting = rows.filter(isBehind);
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        await pullConversation(database, session.call, next.id);
      } catch (error) {
        // The server has not created it yet, or the user has left it since the listing.
        if (!isNoMember(error)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function isNoMember(error: unknown): boolean {
  return error instanceof RallyError && (error.status === 403 || error.status === 404);
}

function isBehind(row: ConversationRow): boolean {
  if (row.left) return false;
  return row.oldestSeq === null || row.version > row.cursor;
}

/** Whether an error is temporary; the connection's state already shows it. */
function isTransient(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  return error instanceof RallyError && ([401, 408].includes(error.status) || error.status >= 429);
}
