import { watch, type RallyDatabase } from "../database/index.js";

/** Takes notifications off the screen as soon as they are read, here or elsewhere. @returns its end. */
export function closeWhatIsRead(database: RallyDatabase): () => void {
  return watch(
    () => database.notifications.where("unread").equals(1).primaryKeys(),
    (unread) => {
      closeAllBut(new Set(unread), database).catch((error: unknown) => {
        // A browser that lists none shows none of ours either.
        console.debug("No notification was closed", error);
      });
    },
  );
}

/** What was shown less than this ago may not have been pulled yet: it is not known, and not read. */
const FRESH_MS = 60_000;

async function closeAllBut(unread: ReadonlySet<string>, database: RallyDatabase): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const shown = (await registration?.getNotifications()) ?? [];
  for (const notification of shown) {
    if (!notification.tag || unread.has(notification.tag)) continue;
    const { at = 0, version = 0 } = (notification.data ?? {}) as { at?: number; version?: number };
    const held = await database.notifications.get(notification.tag);
    // It may have come after it was asked what is unread.
    if (held?.unread === 1) continue;
    const isPulled = held !== undefined && held.version >= version;
    if (isPulled || Date.now() - at >= FRESH_MS) notification.close();
  }
}
