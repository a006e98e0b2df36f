import { PICTURES, databaseName } from "../storage/index.js";

/** One key for each user whose data is to be deleted; removed when the deletion is complete. */
const DELETION_PENDING = "rally.deletion-owed.";
/** What the user chose most recently or often: it says something about them. */
const PERSONAL = ["rally.recentEmoji", "rally.recentStickers", "rally.favoriteStickers"];
/** Milliseconds to wait for a tab that does not close its database; the deletion stays queued. */
const DELETION_TIMEOUT = 5_000;

/** Makes the next start delete a user's data, in case the page closes before it is deleted. */
export function addPendingDeletion(userId: string): void {
  localStorage.setItem(DELETION_PENDING + userId, "1");
}

/** Cancels a pending deletion: the user signs in again, and new data must be kept. */
export function cancelDeletion(userId: string): void {
  localStorage.removeItem(DELETION_PENDING + userId);
}

/** The users whose data is still to be deleted on this device. */
export function pendingDeletions(): string[] {
  return storedKeys().flatMap((key) =>
    key.startsWith(DELETION_PENDING) ? [key.slice(DELETION_PENDING.length)] : [],
  );
}

/**
 * Deletes all data of a user on this device: the database, the entries of `localStorage` that
 * contain the user's id, their recent emoji and stickers, and the cached pictures.
 * @returns whether everything was deleted; otherwise the next start deletes the rest.
 */
export async function deleteUserData(userId: string): Promise<boolean> {
  addPendingDeletion(userId);
  const isDeleted = await deleteDatabase(databaseName(userId));
  for (const key of storedKeys()) {
    if (key.includes(userId) && !key.startsWith(DELETION_PENDING)) localStorage.removeItem(key);
  }
  for (const key of PERSONAL) localStorage.removeItem(key);
  await globalThis.caches?.delete(PICTURES);
  if (isDeleted) localStorage.removeItem(DELETION_PENDING + userId);
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
