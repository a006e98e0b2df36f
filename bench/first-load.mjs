import { median } from "./report.mjs";
import { watchFirstSight } from "./page/first-sight.js";
import { openBrowser } from "./stage/browser.mjs";
import { startCountingProxy } from "./stage/counting-proxy.mjs";
import { servePeer } from "./stage/peer-pages.mjs";

const ROUNDS = 3;
/** What one signs in with: where it is on the screen, the page can be used. */
const FORM = 'input[type="password"]';
/** Milliseconds without a request after which a visit is over, its service worker installed. */
const QUIET = 2_000;

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: "everything fetched before the sign-in page can be used, first visit",
  peer: "the same kind of form with Lit, Dexie, Yjs and y-websocket in one eager bundle",
  async run(stage) {
    const rally = await stage.startRally();
    const peer = await servePeer(stage, "everything");
    const visits = { gzip: [], br: [] };
    const peers = { gzip: [], br: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const encoding of ["gzip", "br"]) {
        visits[encoding].push(await visit(stage, rally.url, encoding));
        peers[encoding].push(await visit(stage, peer.url, encoding));
      }
    }
    const middle = (list, figure) => median(list.map(figure));
    const rowOf = (what, unit, encoding, figure, target = {}) => ({
      ...{ what, unit, ...target },
      rally: middle(visits[encoding], figure),
      peer: middle(peers[encoding], figure),
    });
    const kilobytes = ({ before }) => sumOf(before) / 1_000;
    const all = [...visits.gzip, ...visits.br];
    const [sample] = visits.gzip;
    return {
      rows: [
        rowOf("gzip, headers included", "kB", "gzip", kilobytes, { most: 150 }),
        rowOf("brotli, headers included", "kB", "br", kilobytes),
        rowOf("requests", "", "gzip", ({ before }) => before.length),
        rowOf("on the screen after", "ms", "gzip", ({ sight }) => sight),
      ],
      broken: [...new Set(all.flatMap(({ broken }) => broken))],
      notes: [
        `Then, in the background, for the service worker: ${kB(sumOf(sample.after))} in ${sample.after.length} requests (gzip).`,
        `Largest before: ${largest(sample.before)}.`,
        `${all.length} signed-out first visits: requests that failed, and requests to other hosts, are counted above as not met.`,
      ],
    };
  },
};

/** A first visit with a fresh profile, until the service worker too has all that it wants. */
async function visit(stage, url, encoding) {
  const proxy = await startCountingProxy(stage, url, encoding);
  const context = await openBrowser(stage);
  const broken = [];
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== proxy.url) broken.push(`${origin} is asked`);
  });
  context.on("requestfailed", (request) => {
    broken.push(`${pathOf(request.url())} fails: ${request.failure()?.errorText}`);
  });
  const page = await context.newPage();
  page.on("websocket", (socket) => broken.push(`${pathOf(socket.url())} is opened`));
  page.on("pageerror", (error) => broken.push(`the page throws: ${error.message}`));
  await page.addInitScript(watchFirstSight, FORM);
  await page.goto(proxy.url);
  const { sight, at } = await page.evaluate(async () => {
    const sight = await globalThis.firstSight;
    return { sight, at: performance.timeOrigin + sight };
  });
  await quiet(proxy.transfers);
  await context.close();
  const before = proxy.transfers.filter((transfer) => transfer.at <= at);
  const after = proxy.transfers.filter((transfer) => transfer.at > at);
  for (const { path, status } of proxy.transfers) {
    if (status >= 400) broken.push(`${path} is answered with ${status}`);
  }
  return { sight, before, after, broken };
}

/** Resolves when nothing has been asked for a while. */
async function quiet(transfers) {
  for (let known = -1; known !== transfers.length;) {
    known = transfers.length;
    await new Promise((resolve) => setTimeout(resolve, QUIET));
  }
}

const pathOf = (url) => new URL(url).pathname;
const sumOf = (transfers) => transfers.reduce((sum, { bytes }) => sum + bytes, 0);
const kB = (bytes) => `${(bytes / 1_000).toFixed(1)} kB`;

function largest(transfers) {
  const sorted = [...transfers].sort((a, b) => b.bytes - a.bytes).slice(0, 5);
  return sorted.map(({ path, bytes }) => `${path} ${kB(bytes)}`).join(", ");
}
