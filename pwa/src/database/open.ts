import { databaseStates, storageFulls } from "../database-state/index.js";
import { DATABASE_VERSION, RallyDatabase } from "./database.js";

/** Dexie leaves room between its versions for repairs: ten of IndexedDB's make one. */
const NATIVE_VERSIONS = 10;

let early: { userId: string; opening: Promise<RallyDatabase> } | undefined;

/** Begins to open while the program that needs it is still on its way; `openDatabase` takes it over. */
export function openEarly(userId: string): void {
  early = { userId, opening: open(userId) };
  // Whoever takes it over is told why it failed, and `databaseState` is.
  early.opening.catch(() => undefined);
}

/**
 * Opens the database of `userId`, with no network and no token.
 * `databaseState` tells how it stands, also later, when another tab takes it away.
 * @throws the reason, once `databaseState` says it too.
 */
export function openDatabase(userId: string): Promise<RallyDatabase> {
  const begun = early;
  early = undefined;
  if (begun?.userId === userId) return begun.opening;
  void begun?.opening.then(closeDatabase, () => undefined);
  return open(userId);
}

async function open(userId: string): Promise<RallyDatabase> {
  const database = new RallyDatabase(userId);
  database.on("blocked", () => {
    databaseStates.set({ state: "blocked" });
  });
  database.on("versionchange", (event) => {
    database.close();
    // Deleted it is by a sign-out in another tab, which the session tells of.
    databaseStates.set({ state: event.newVersion === null ? "closed" : "outdated" });
    // Dexie's own answer would come next, and open the database again at the first query.
    return false;
  });
  databaseStates.set({ state: "opening" });
  try {
    await database.open();
  } catch (error) {
    noteStorageError(error);
    const reason = error instanceof Error ? error.message : String(error);
    databaseStates.set({ state: "unavailable", reason });
    throw error;
  }
  // Dexie opens a newer database too, but this program cannot know what its rows mean.
  const installed = database.backendDB().version / NATIVE_VERSIONS;
  if (Math.floor(installed) > DATABASE_VERSION) {
    database.close();
    databaseStates.set({ state: "newer" });
    throw new Error(`The database is of version ${installed}, newer than this program`);
  }
  databaseStates.set({ state: "open" });
  return database;
}

/** Lets go of `database`, so that it can be deleted or upgraded. */
export function closeDatabase(database: RallyDatabase): void {
  database.close();
  if (databaseStates.value.state === "open") databaseStates.set({ state: "closed" });
}

/**
 * Runs a write and tells `storageFull` when the device has no room for it.
 * @throws whatever the write throws.
 */
export async function storing<T>(write: () => PromiseLike<T>): Promise<T> {
  try {
    const result = await write();
    storageFulls.set(false);
    return result;
  } catch (error) {
    noteStorageError(error);
    throw error;
  }
}

function noteStorageError(error: unknown): void {
  if (isQuotaError(error)) storageFulls.set(true);
}

function isQuotaError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "QuotaExceededError") return true;
  return "inner" in error && error.inner !== error && isQuotaError(error.inner);
}
