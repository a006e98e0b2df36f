import { scrollBack } from "./page/scroll-back.js";
import { median, quantile } from "./report.mjs";
import { openBrowser } from "./setup/browser.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { servePeer } from "./setup/peer-pages.mjs";
import { register } from "./setup/people.mjs";
import { openPostgres } from "./setup/postgres.mjs";
import { seedHistory, TEXT } from "./setup/seed.mjs";

const MESSAGES = parameter("MESSAGES", 100_000);
/** Seconds after which scrolling ends, wherever it is. */
const SECONDS = parameter("SECONDS", 1_200);
const FRAMES_PER_PAGE = 6;
const THROTTLING = 4;
/** How long the app may take to fetch the whole history, in milliseconds. */
const COPIED_MS = 600_000;
const MIB = 2 ** 20;

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `scrolling ${grouped(MESSAGES)} messages back, page by page, the processor throttled ${THROTTLING} ×`,
  peer: "a plain list of all these messages with `content-visibility: auto`",
  async run(setup) {
    const ours = await scrollRally(setup);
    const theirs = await scrollPeer(setup);
    const isWhole = ours.first.includes("Message 1 ");
    return {
      rows: [
        figure("frames per second, median", "/s", ({ perSecond }) => median(perSecond), {
          least: 50,
        }),
        figure("frames per second, slowest 5 %", "/s", ({ perSecond }) =>
          quantile(perSecond, 0.05),
        ),
        figure("rows moved that were not scrolled", "px", ({ shift }) => shift, { most: 1 }),
        figure("rows in the document at most", "", ({ rows }) => rows, { most: 200 }),
        figure("heap that remains at the end", "MB", ({ heap }) => heap.after / MIB),
        figure("heap that scrolling adds", "MB", ({ heap }) => (heap.after - heap.before) / MIB, {
          most: 20,
        }),
      ].map((row) => row(ours, theirs)),
      broken: isWhole ? [] : [`Scrolling ended at ${ours.first.slice(0, 80)}`],
      notes: [
        `${grouped(ours.pages)} pages in ${ours.seconds.toFixed(0)} s; the peer ${grouped(theirs.pages)} in ${theirs.seconds.toFixed(0)} s. A page every ${FRAMES_PER_PAGE} frames.`,
        "All messages are on the device. The heap is measured after a garbage collection.",
      ],
    };
  },
};

const figure =
  (what, unit, of, bound = {}) =>
  (ours, theirs) => ({ ...{ what, unit, rally: of(ours), peer: of(theirs) }, ...bound });

async function scrollRally(setup) {
  const rally = await setup.startRally();
  const pair = [await register(rally), await register(rally)];
  const [owner, other] = pair;
  const { id } = await owner.call("POST", "/api/v1/conversations", {
    ...{ kind: "direct", userId: other.id },
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
  await page.goto(`${rally.url}/c/${id}`);
  const scroller = page.locator("rally-message-list .scroll");
  await scroller.getByText(`Message ${MESSAGES} `).waitFor();
  await page.waitForFunction(holdsAll, [owner.id, id], { timeout: COPIED_MS, polling: 1_000 });
  return scroll(page, scroller);
}

async function scrollPeer(setup) {
  const { url } = await servePeer(setup, "list");
  const page = await (await openBrowser(setup)).newPage();
  await page.goto(url);
  await page.waitForFunction(() => "show" in globalThis);
  await page.evaluate(([count, text]) => globalThis.show(count, text), [MESSAGES, TEXT]);
  return scroll(page, page.locator(".scroll"));
}

async function scroll(page, scroller) {
  const devtools = await page.context().newCDPSession(page);
  const heap = { before: await heapOf(devtools), after: 0 };
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: THROTTLING });
  const options = { seconds: SECONDS, frames: FRAMES_PER_PAGE };
  const scrolled = await scroller.evaluate(scrollBack, options, { timeout: 0 });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  heap.after = await heapOf(devtools);
  await page.context().close();
  return { ...scrolled, heap };
}

/** Bytes of the page's JavaScript heap that a garbage collection leaves. */
async function heapOf(devtools) {
  await devtools.send("HeapProfiler.collectGarbage");
  await devtools.send("Performance.enable");
  const { metrics } = await devtools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "JSHeapUsedSize").value;
}

/** Whether the device has the whole history of a conversation. Runs in the page. */
async function holdsAll([userId, conversationId]) {
  const answer = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await answer(indexedDB.open(`rally.${userId}`));
  const read = database.transaction("conversations").objectStore("conversations");
  const conversation = await answer(read.get(conversationId));
  database.close();
  return conversation?.oldestSeq === 1;
}
