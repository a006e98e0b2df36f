import { openBrowser } from "./setup/browser.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { register } from "./setup/people.mjs";
import { openPostgres } from "./setup/postgres.mjs";
import { seedHistory } from "./setup/seed.mjs";

const MESSAGES = parameter("MESSAGES", 20_000);
const PEER = "the same rows written to IndexedDB, 500 per transaction";

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `a new device copies a history of ${grouped(MESSAGES)} messages in the background`,
  peer: "the same rows, read from the device, written to a bare IndexedDB in transactions of 500",
  async run(setup) {
    const rally = await setup.startRally();
    const owner = await register(rally);
    const pair = [owner, await register(rally)];
    const { id } = await owner.call("POST", "/api/v1/conversations", {
      kind: "direct",
      userId: pair[1].id,
    });
    const client = await openPostgres(setup, rally);
    await seedHistory(client, id, pair, MESSAGES);
    await client.query("update memberships set marker = $2 where conversation_id = $1", [
      id,
      MESSAGES,
    ]);
    await client.query("analyze");

    const page = await (await openBrowser(setup)).newPage();
    await page.goto(`${rally.url}/sign-in`);
    await page.getByLabel(/username/i).fill(owner.username);
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    const copied = await page.evaluate(watchCopying, [owner.id, id]);
    const written = await page.evaluate(writeBare, owner.id);
    const broken = copied.messages === MESSAGES ? [] : [`${copied.messages} messages were copied`];
    return {
      rows: [
        {
          ...{ what: "messages copied", unit: "/s", rally: copied.perSecond, least: 500 },
          peers: { [PEER]: written },
        },
      ],
      broken,
      notes: [
        "Measured from the first messages on the device to the last, while signed in with the conversation list open.",
        "The server's limits on a user's requests are lifted here.",
      ],
    };
  },
};

/** Measures how fast a conversation's messages are copied to the device. Runs in the page. */
async function watchCopying([userId, conversationId]) {
  const answer = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  let first;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const database = await answer(indexedDB.open(`rally.${userId}`));
    const read = database.transaction(["messages", "conversations"]);
    const conversation = await answer(read.objectStore("conversations").get(conversationId));
    const messages = await answer(read.objectStore("messages").count());
    database.close();
    if (messages > 0) first ??= { messages, at: performance.now() };
    if (conversation?.oldestSeq !== 1 || first === undefined) continue;
    const seconds = (performance.now() - first.at) / 1000;
    return { messages, perSecond: (messages - first.messages) / seconds };
  }
}

/**
 * Writes the device's messages to a bare IndexedDB. Runs in the page. @returns messages per second
 */
async function writeBare(userId) {
  const answer = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const source = await answer(indexedDB.open(`rally.${userId}`));
  const rows = await answer(source.transaction("messages").objectStore("messages").getAll());
  source.close();
  const opening = indexedDB.open("bare");
  opening.onupgradeneeded = () => opening.result.createObjectStore("messages", { keyPath: "id" });
  const bare = await answer(opening);
  const began = performance.now();
  for (let start = 0; start < rows.length; start += 500) {
    const transaction = bare.transaction("messages", "readwrite");
    for (const row of rows.slice(start, start + 500)) transaction.objectStore("messages").put(row);
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
  }
  bare.close();
  return (rows.length * 1000) / (performance.now() - began);
}
