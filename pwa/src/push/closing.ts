import { watch, type RallyDatabase } from "../database/index.js";

/** Takes notifications off the screen as soon as they are read, here or elsewhere. @returns its end. */
export function closeWhatIsRead(database: RallyDatabase): () => void {
  return watch(
    () => database.notifications.where("unread").equals(1).primaryKeys(),
    (unread) => {
      closeAllBut(new Set(unread)).catch((error: unknown) => {
        // A browser that lists none shows none of ours either.
        console.debug("No notification was closed", error);
      });
    },
  );
}

/** What was shown less than this ago may not have been pulled yet: it is not known, and not read. */
const FRESH_MS = 60_000;

async function closeAllBut(unread: ReadonlySet<string>): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const shown = (await registration?.getNotifications()) ?? [];
  for (const notification of shown) {
    const isFresh = Date.now() - notificationTime(notification) < FRESH_MS;
    if (notification.tag && !unread.has(notification.tag) && !isFresh) notification.close();
  }
}

function notificationTime({ data }: Notification): number {
  const { at } = (data ?? {}) as { at?: number };
  return at ?? 0;
}
