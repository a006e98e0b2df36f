import { scrollBack } from "./page/scroll-back.js";
import { quantile } from "./report.mjs";
import { openBrowser } from "./setup/browser.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { servePeer } from "./setup/peer-pages.mjs";
import { register } from "./setup/people.mjs";
import { openPostgres } from "./setup/postgres.mjs";
import { seedHistory, TEXT } from "./setup/seed.mjs";

const MESSAGES = parameter("MESSAGES", 100_000);
/** Rows of the peer, for which a frame takes seconds with all of them. */
const PEER_MESSAGES = Math.min(MESSAGES, 10_000);
/** Seconds that each stretch of the history is scrolled for. */
const SECONDS = parameter("SECONDS", 40);
/** Frames from one page to the next: four pages a second, and ten. */
const [PACE, HASTE] = [15, 6];
const THROTTLING = 4;
/** How long the app may take to fetch the whole history, in milliseconds. */
const COPIED_MS = 600_000;
const MIB = 2 ** 20;

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `scrolling ${grouped(MESSAGES)} messages back, page by page, the processor throttled ${THROTTLING} ×`,
  peer: `a plain list of ${grouped(PEER_MESSAGES)} of these messages with \`content-visibility: auto\``,
  async run(setup) {
    const ours = await scrollRally(setup);
    const theirs = await scrollPeer(setup);
    const perSecond =
      (share, frames) =>
      ({ stretches }) =>
        quantile(
          stretches.filter((one) => one.frames === frames).flatMap((one) => one.perSecond),
          share,
        );
    const greatest =
      (field) =>
      ({ stretches }) =>
        Math.max(...stretches.map((one) => one[field]));
    const sum =
      (field) =>
      ({ stretches }) =>
        stretches.reduce((all, one) => all + one[field], 0);
    const added = ({ stretches, heapBefore }) => (stretches.at(-1).heap - heapBefore) / MIB;
    const isWhole = ours.stretches.at(-1).first.includes("Message 1 ");
    const row = (what, unit, of, bound = {}) => ({
      ...{ what, unit, rally: of(ours), peer: of(theirs), ...bound },
    });
    return {
      rows: [
        row("frames per second, median", "/s", perSecond(0.5, PACE), { least: 50 }),
        row("frames per second, slowest 5 %", "/s", perSecond(0.05, PACE)),
        row("the same with ten pages a second, median", "/s", perSecond(0.5, HASTE)),
        row("rows moved that were not scrolled", "px", sum("shift"), { most: 1 }),
        row("rows in the document at most", "", greatest("rows"), { most: 200 }),
        row("heap that remains at the end", "MB", ({ stretches }) => stretches.at(-1).heap / MIB),
        row("heap that scrolling adds", "MB", added, {
          most: 20,
        }),
      ],
      broken: isWhole ? [] : [`Scrolling ended at ${ours.stretches.at(-1).first.slice(0, 80)}`],
      notes: [
        `A page every ${PACE} frames, for ${SECONDS} s each from the newest message, from the middle and to the first one: ${grouped(sum("pages")(ours))} pages; the peer ${grouped(sum("pages")(theirs))}.`,
        "All messages are on the device. The heap is measured after a garbage collection.",
      ],
    };
  },
};

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
  /** Opens the history at a message, by its seq. */
  const openAt = async (seq) => {
    const { rows } = await client.query(
      "select id from messages where conversation_id = $1 and seq = $2",
      [id, seq],
    );
    await page.goto(`${rally.url}/c/${id}/${rows[0].id}`);
    await scroller.getByText(`Message ${seq} `).waitFor();
    await page.waitForTimeout(2_000);
  };
  return scrollStretches(page, scroller, openAt);
}

async function scrollPeer(setup) {
  const { url } = await servePeer(setup, "list");
  const page = await (await openBrowser(setup)).newPage();
  await page.goto(url);
  await page.waitForFunction(() => "show" in globalThis);
  await page.evaluate(([count, text]) => globalThis.show(count, text), [PEER_MESSAGES, TEXT]);
  const openAt = (seq) => {
    const row = Math.ceil((seq * PEER_MESSAGES) / MESSAGES);
    return page.locator(`[data-id="${row}"]`).evaluate((shown) => shown.scrollIntoView());
  };
  return scrollStretches(page, page.locator(".scroll"), openAt);
}

/** Scrolls from the newest message, from the middle, and up to the first message. */
async function scrollStretches(page, scroller, openAt) {
  const devtools = await page.context().newCDPSession(page);
  const heapBefore = await heapOf(devtools);
  const stretches = [];
  const stretch = async (frames) => {
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: THROTTLING });
    const scrolled = await scroller.evaluate(
      scrollBack,
      { seconds: SECONDS, frames },
      { timeout: 0 },
    );
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    stretches.push({ ...scrolled, frames, heap: await heapOf(devtools) });
  };
  await stretch(PACE);
  await openAt(Math.round(MESSAGES / 2));
  await stretch(HASTE);
  await openAt(Math.round(MESSAGES / 3));
  await stretch(PACE);
  await openAt(Math.min(200, MESSAGES));
  await stretch(PACE);
  await page.context().close();
  return { stretches, heapBefore };
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
