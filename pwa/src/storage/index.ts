import { Observable, type Readable } from "../observable/index.js";

export * from "./locks.js";
export * from "./storage-use.js";

/** The prefix of users' databases, followed by the user's id. */
export const DATABASE_PREFIX = "rally.";

/** The name of the database with a user's data on this device. */
export function databaseName(userId: string): string {
  return `${DATABASE_PREFIX}${userId}`;
}

/** The service worker's cache of users' pictures; deleted on sign-out. */
export const PICTURES = "rally.pictures";

/** Whether the database can be used; if not, what the user can do. */
export type DatabaseState =
  | { state: "closed" | "opening" | "open" }
  /** Another tab has an older version open: close that tab. */
  | { state: "blocked" }
  /** Another tab upgraded or deleted it, so this tab closed it: reload. */
  | { state: "outdated" }
  /** It was written by a newer version of the app: reload. */
  | { state: "newer" }
  /** The browser has no IndexedDB, or it is broken. */
  | { state: "unavailable"; reason: string };

export const databaseStates = new Observable<DatabaseState>({ state: "closed" });
export const databaseState: Readable<DatabaseState> = databaseStates;

export const storageFulls = new Observable(false);
/** Whether the last write failed because the storage quota was exceeded. */
export const storageFull: Readable<boolean> = storageFulls;
