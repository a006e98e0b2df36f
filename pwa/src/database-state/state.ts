import { Observable, type Readable } from "../observable/index.js";

/** Whether the device's database can be used, and if not, what the user can do. */
export type DatabaseState =
  | { state: "closed" | "opening" | "open" }
  /** Another tab holds an older version open: close it. */
  | { state: "blocked" }
  /** Another tab upgraded or deleted it, so this one let go: reload. */
  | { state: "outdated" }
  /** It was written by a newer version of the app: reload. */
  | { state: "newer" }
  /** The browser offers none, or it is broken. */
  | { state: "unavailable"; reason: string };

export const databaseStates = new Observable<DatabaseState>({ state: "closed" });
export const databaseState: Readable<DatabaseState> = databaseStates;

export const storageFulls = new Observable(false);
/** Whether the last write failed because the device has no room left. */
export const storageFull: Readable<boolean> = storageFulls;
