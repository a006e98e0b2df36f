import { PICTURES, databaseName } from "../storage-names/index.js";

/** One key for each user whose data is to be deleted; it stays until the deletion is complete. */
const DELETION_OWED = "rally.deletion-owed.";
/** Milliseconds to wait for a tab that does not close its database; the deletion is still queued. */
const DELETION_TIMEOUT = 5_000;

/** Makes the deletion of a user's data happen at the next start, should the page end before it has. */
export function oweDeletion(userId: string): void {
  localStorage.setItem(DELETION_OWED + userId, "1");
}

/** Keeps what is written from now on: somebody signs in, whose earlier data is being deleted already. */
export function forgetDeletion(userId: string): void {
  localStorage.removeItem(DELETION_OWED + userId);
}

/** Whose data is still to be deleted here. */
export function deletionsOwed(): string[] {
  return storedKeys().flatMap((key) =>
    key.startsWith(DELETION_OWED) ? [key.slice(DELETION_OWED.length)] : [],
  );
}

/**
 * Deletes everything that this device holds of a user: the database first, then what stands in
 * `localStorage` under the user's id, and the pictures that were seen.
 * @returns whether all of it is gone; if not, the next start deletes the rest.
 */
export async function deleteUserData(userId: string): Promise<boolean> {
  oweDeletion(userId);
  const isDeleted = await deleteDatabase(databaseName(userId));
  for (const key of storedKeys()) {
    if (key.includes(userId) && !key.startsWith(DELETION_OWED)) localStorage.removeItem(key);
  }
  await globalThis.caches?.delete(PICTURES);
  if (isDeleted) localStorage.removeItem(DELETION_OWED + userId);
  return isDeleted;
}

function deleteDatabase(name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    const timer = setTimeout(() => resolve(false), DELETION_TIMEOUT);
    request.onsuccess = () => {
      clearTimeout(timer);
      resolve(true);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error ?? new Error(`Failed to delete the database ${name}`));
    };
  });
}

function storedKeys(): string[] {
  return Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index)).filter(
    (key) => key !== null,
  );
}
