import { watch, type RallyDatabase } from "../database/index.js";

/** Closes notifications when they are read, here or elsewhere. @returns a function to stop it. */
export function closeReadNotifications(database: RallyDatabase): () => void {
  return watch(
    () => database.notifications.where("unread").equals(1).primaryKeys(),
    (unread) => {
      closeAllBut(new Set(unread), database).catch((error: unknown) => {
        // A browser that cannot list notifications has shown none of ours.
        console.debug("failed to close notifications", error);
      });
    },
  );
}

/** Milliseconds for which a notification that has not been pulled yet counts as unread. */
const FRESH_MS = 60_000;

async function closeAllBut(unread: ReadonlySet<string>, database: RallyDatabase): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const shown = (await registration?.getNotifications()) ?? [];
  for (const notification of shown) {
    if (!notification.tag || unread.has(notification.tag)) continue;
    const { at = 0, version = 0 } = (notification.data ?? {}) as { at?: number; version?: number };
    const stored = await database.notifications.get(notification.tag);
    // It may have arrived after the list of unread notifications was read.
    if (stored?.unread === 1) continue;
    const isPulled = stored !== undefined && stored.version >= version;
    if (isPulled || Date.now() - at >= FRESH_MS) notification.close();
  }
}
