import { CONVERSATIONS, MESSAGES } from "./history.mjs";

/** Timeout in milliseconds for the app to fetch the whole history in the background. */
const TIMEOUT_MS = 180_000;

/**
 * Signs in through the form, then waits until the app has fetched the whole history and its service
 * worker has cached the app.
 * @returns the messages as stored in the app's tables
 */
export async function loadRally(context, rally, { owner, last, newest }) {
  const page = await context.newPage();
  await page.goto(`${rally.url}/sign-in`);
  await page.getByLabel(/username/i).fill(owner.username);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await page.goto(`${rally.url}/c/${last}`);
  await page.locator(`[data-id="${newest}"]`).waitFor();
  await page.waitForFunction(holdsAll, [owner.id, MESSAGES, CONVERSATIONS], {
    timeout: TIMEOUT_MS,
    polling: 1_000,
  });
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active !== null);
  await page.reload();
  await page.locator(`[data-id="${newest}"]`).waitFor();
  const rows = await page.evaluate(readMessages, owner.id);
  await page.close();
  return rows;
}

/**
 * Whether the device stores every message and has marked each history as complete. Runs in the
 * page.
 */
async function holdsAll([userId, messages, conversations]) {
  const answer = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await answer(indexedDB.open(`rally.${userId}`));
  try {
    const read = database.transaction(["messages", "conversations"]);
    const held = await answer(read.objectStore("messages").count());
    const rows = await answer(read.objectStore("conversations").getAll());
    const whole = rows.filter((row) => row.oldestSeq === 1 && row.unread === 0);
    return held >= messages && whole.length === conversations;
  } finally {
    database.close();
  }
}

/** Reads all messages stored on the device. Runs in the page. */
function readMessages(userId) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(`rally.${userId}`);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const reading = database.transaction("messages").objectStore("messages").getAll();
      reading.onsuccess = () => {
        resolve(reading.result);
        database.close();
      };
    };
  });
}

/** Stores the app's rows in the bare page and waits until its service worker has cached it. */
export async function loadPeer(context, peer, { last, newest, rows }) {
  const page = await context.newPage();
  await page.goto(peer.url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.evaluate((kept) => window.keep(kept), rows);
  await page.goto(`${peer.url}/#${last}`);
  await page.reload();
  await page.locator(`[data-id="${newest}"]`).waitFor();
  await page.close();
}
