import type { Page } from "@playwright/test";

/** The number of messages stored on this device; background syncing is not visible otherwise. */
export function countStoredMessages(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const [found] = (await indexedDB.databases()).filter(({ name }) => name?.startsWith("rally."));
    if (!found?.name) return 0;
    const answered = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error("IndexedDB failed"));
      });
    const database = await answered(indexedDB.open(found.name));
    try {
      return await answered(database.transaction("messages").objectStore("messages").count());
    } finally {
      database.close();
    }
  });
}

/** Waits until the app could start without a network: its service worker controls the page. */
export async function waitForServiceWorker(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    });
  });
}

/**
 * Cuts the page off from the network, once the app could start without one: until then a page loads
 * the code of a dialog when it opens.
 */
export async function goOffline(page: Page): Promise<void> {
  await waitForServiceWorker(page);
  await page.context().setOffline(true);
}

/** All data of users that a page has stored on the device. */
export interface Traces {
  userId: string;
  /** The users' databases, and the one with the session. */
  databases: string[];
  caches: string[];
  /** Keys and values. */
  localStorage: string[];
  /** Keys of the `meta` table. */
  meta: string[];
}

export function traces(page: Page): Promise<Traces> {
  return page.evaluate(async () => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    const databases = names.filter((name) => name.startsWith("rally"));
    const hint = JSON.parse(localStorage.getItem("rally.session") ?? "{}") as { userId?: string };
    const userId = hint.userId ?? "";
    const meta = databases.includes(`rally.${userId}`)
      ? await new Promise<string[]>((resolve, reject) => {
          const opening = indexedDB.open(`rally.${userId}`);
          opening.onerror = () => reject(opening.error ?? new Error("IndexedDB failed"));
          opening.onsuccess = () => {
            const database = opening.result;
            const keys = database.transaction("meta").objectStore("meta").getAllKeys();
            keys.onsuccess = () => {
              database.close();
              resolve(keys.result as string[]);
            };
          };
        })
      : [];
    return {
      userId,
      databases: databases.filter((name) => name.startsWith("rally.")),
      caches: await caches.keys(),
      localStorage: Object.entries(localStorage).map(([key, value]) => `${key}=${String(value)}`),
      meta,
    };
  });
}
