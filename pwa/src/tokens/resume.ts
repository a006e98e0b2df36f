/**
 * What a session is resumed with when the browser died before its first cookie, or the hint in
 * `localStorage`, was on the disk: browsers write both late, and IndexedDB at once when asked to.
 */
export interface ResumeRecord {
  userId: string;
  username: string;
  displayName: string;
  resumeToken: string;
}

/** Not under the prefix of the users' databases. */
const DATABASE = "rally-session";
const STORE = "resume";
const KEY = "session";
/** Milliseconds to wait for IndexedDB: a tab that the system froze can hold it up for ever. */
const TIMEOUT = 5_000;

/**
 * Stores what a sign-in brought. Resolves once it is on the disk.
 * A browser that stores nothing is signed out when it dies.
 */
export async function keepResume(record: ResumeRecord): Promise<void> {
  await change(true, () => record);
}

/**
 * Stores the newer token of a session whose token is stored already. After a sign-out there is none:
 * an answer that comes late, in whichever tab or in the service worker, stores nothing then.
 */
export async function replaceResume(record: ResumeRecord): Promise<void> {
  await change(false, (held) => (held?.userId === record.userId ? record : held));
}

/** What was kept, unless it was dropped since. */
export async function readResume(): Promise<ResumeRecord | undefined> {
  try {
    const database = await open(false);
    if (!database) return undefined;
    try {
      const held: unknown = await answered(
        database.transaction(STORE).objectStore(STORE).get(KEY) as IDBRequest<unknown>,
      );
      return isRecord(held) ? held : undefined;
    } finally {
      database.close();
    }
  } catch (error) {
    console.warn("failed to read the resume token", error);
    return undefined;
  }
}

/** Deletes the token, then the database it was in. */
export async function dropResume(): Promise<void> {
  await change(false, () => undefined);
  try {
    await answered(indexedDB.deleteDatabase(DATABASE));
  } catch (error) {
    console.warn("failed to delete the resume token's database", error);
  }
}

/** Reads the record and stores what `next` makes of it, in one transaction; never rejects. */
async function change(
  create: boolean,
  next: (held: ResumeRecord | undefined) => ResumeRecord | undefined,
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
      await new Promise<void>((resolve, reject) => {
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

/** @returns undefined when there is none and `create` is not set: reading makes no database. */
async function open(create: boolean): Promise<IDBDatabase | undefined> {
  const request = indexedDB.open(DATABASE, 1);
  let isNew = false;
  request.onupgradeneeded = () => {
    isNew = true;
    if (create) request.result.createObjectStore(STORE);
    else request.transaction?.abort();
  };
  try {
    const database = await answered(request);
    // Another tab that drops it must not wait for this one.
    database.onversionchange = () => database.close();
    return database;
  } catch (error) {
    if (isNew && !create) return undefined;
    // Opened after all, too late for the caller.
    request.onsuccess = () => request.result.close();
    throw error;
  }
}

/** @throws what IndexedDB says, or that it took too long. */
function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error("IndexedDB did not answer in time"));
    }, TIMEOUT);
    request.onsuccess = () => {
      clearTimeout(timer);
      resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error ?? new Error("IndexedDB failed"));
    };
  });
}

function isRecord(held: unknown): held is ResumeRecord {
  if (typeof held !== "object" || held === null) return false;
  const { userId, username, displayName, resumeToken } = held as Partial<ResumeRecord>;
  return [userId, username, displayName, resumeToken].every((value) => typeof value === "string");
}
