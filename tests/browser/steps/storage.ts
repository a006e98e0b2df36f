import type { Page } from "@playwright/test";

/** How many messages this device holds; what is synced in the background shows nowhere else. */
export function countHeldMessages(page: Page): Promise<number> {
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

/** Waits until the app would start with no network: its worker controls the page. */
export async function waitForServiceWorker(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    });
  });
}
