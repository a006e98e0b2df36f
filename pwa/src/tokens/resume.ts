/**
 * Resumes a session when the browser crashed before the first cookie, or the hint in
 * `localStorage`, was on the disk. Browsers write both late; IndexedDB can be flushed at once.
 */
export interface ResumeRecord {
  userId: string;
  username: string;
  displayName: string;
  resumeToken: string;
}

/** Must not have the prefix of the users' databases. */
const DATABASE = "rally-session";
const STORE = "resume";
const KEY = "session";
/**
 * Milliseconds to wait for IndexedDB: a tab that the system froze can block it forever. A busy disk
 * takes seconds, and "signed in" is said only when the token is stored.
 */
const TIMEOUT = 20_000;
/** Milliseconds until a refused opening is repeated: after a crash the files may still be locked. */
const RETRY_AFTER = 500;

/**
 * Stores the resume token of a sign-in. Resolves when it is on the disk.
 * If it cannot be stored, the user is signed out after a crash.
 */
export async function keepResume(record: ResumeRecord): Promise<void> {
  await change(true, () => record);
}

/**
 * Replaces the stored token with a newer one of the same session. After a sign-out nothing is
 * stored, so a late answer in any tab or in the service worker has no effect.
 */
export async function replaceResume(record: ResumeRecord): Promise<void> {
  await change(false, (stored) => (stored?.userId === record.userId ? record : stored));
}

/** The stored record, if there is one. */
export async function readResume(): Promise<ResumeRecord | undefined> {
  try {
    const database = await open(false);
    if (!database) return undefined;
    try {
      const stored: unknown = await answered(
        database.transaction(STORE).objectStore(STORE).get(KEY) as IDBRequest<unknown>,
      );
      return isRecord(stored) ? stored : undefined;
    } finally {
      database.close();
    }
  } catch (error) {
    console.warn("failed to read the resume token", error);
    return undefined;
  }
}

/** Deletes the token, then its database. */
export async function dropResume(): Promise<void> {
  await change(false, () => undefined);
  try {
    await answered(indexedDB.deleteDatabase(DATABASE));
  } catch (error) {
    console.warn("failed to delete the resume token's database", error);
  }
}

/** Reads the record and stores the result of `next` in one transaction; never rejects. */
async function change(
  create: boolean,
  next: (stored: ResumeRecord | undefined) => ResumeRecord | undefined,
): Promise<void> {
  try {
    const database = await open(create);
    if (!database) return;
    try {
      const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
      const store = transaction.objectStore(STORE);
      const reading = store.get(KEY) as IDBRequest<unknown>;
      reading.onsuccess = () => {
        const record = next(isRecord(reading.result) ? reading.result : undefined);
        if (record) store.put(record, KEY);
        else store.delete(KEY);
      };
      await inTime<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new Error("Aborted"));
      });
    } finally {
      database.close();
    }
  } catch (error) {
    console.warn("failed to store the resume token", error);
  }
}

/** @returns undefined if there is no database and `create` is not set: reading creates none. */
async function open(create: boolean): Promise<IDBDatabase | undefined> {
  try {
    return await openOnce(create);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
    return openOnce(create);
  }
}

async function openOnce(create: boolean): Promise<IDBDatabase | undefined> {
  const request = indexedDB.open(DATABASE, 1);
  let isNew = false;
  request.onupgradeneeded = () => {
    isNew = true;
    if (create) request.result.createObjectStore(STORE);
    else request.transaction?.abort();
  };
  try {
    const database = await answered(request);
    // A tab that deletes the database must not wait for this one.
    database.onversionchange = () => database.close();
    return database;
  } catch (error) {
    if (isNew && !create) return undefined;
    // It may still open after the caller stopped waiting.
    request.onsuccess = () => request.result.close();
    throw error;
  }
}

/** @throws IndexedDB's error, or a timeout. */
function answered<T>(request: IDBRequest<T>): Promise<T> {
  return inTime((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed"));
  });
}

/** @throws what `start` rejects with, or a timeout. */
async function inTime<T>(
  start: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error("IndexedDB did not answer in time"));
      }, TIMEOUT);
      start(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
  }
}

function isRecord(value: unknown): value is ResumeRecord {
  if (typeof value !== "object" || value === null) return false;
  const { userId, username, displayName, resumeToken } = value as Partial<ResumeRecord>;
  return [userId, username, displayName, resumeToken].every((field) => typeof field === "string");
}
