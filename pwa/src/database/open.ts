import { databaseStates, storageFulls } from "../storage/index.js";
import { RallyDatabase } from "./database.js";
import { DATABASE_VERSION } from "./schema.js";

/** Dexie multiplies its version numbers by ten to get IndexedDB's. */
const NATIVE_VERSIONS = 10;

let early: { userId: string; opening: Promise<RallyDatabase> } | undefined;

/** Starts opening while the chunk that needs the database is loading; `openDatabase` returns it. */
export function openEarly(userId: string): void {
  early = { userId, opening: open(userId) };
  // The caller of `openDatabase` gets the error; `databaseState` is set too.
  early.opening.catch(() => undefined);
}

/**
 * Opens the database of `userId`; needs no network and no token.
 * `databaseState` publishes its state, also when another tab closes it later.
 * @throws the error, after `databaseState` is set.
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
    // Without a new version it was deleted by a sign-out in another tab, which the session handles.
    databaseStates.set({ state: event.newVersion === null ? "closed" : "outdated" });
    // Stops Dexie's default handler, which would open the database again on the first query.
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
  // Dexie opens a newer database too, but this version cannot interpret its rows.
  const installed = database.backendDB().version / NATIVE_VERSIONS;
  if (Math.floor(installed) > DATABASE_VERSION) {
    database.close();
    databaseStates.set({ state: "newer" });
    throw new Error(`The database is of version ${installed}, newer than this program`);
  }
  databaseStates.set({ state: "open" });
  return database;
}

/** Closes `database`, so that it can be deleted or upgraded. */
export function closeDatabase(database: RallyDatabase): void {
  database.close();
  if (databaseStates.value.state === "open") databaseStates.set({ state: "closed" });
}

/**
 * Runs a write and sets `storageFull` when it exceeds the storage quota.
 * @throws the error of the write.
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
