import { median } from "./report.mjs";
import { watchFirstSight } from "./page/first-sight.js";
import { openBrowser } from "./setup/browser.mjs";
import { startCountingProxy } from "./setup/counting-proxy.mjs";
import { servePeer } from "./setup/peer-pages.mjs";

const ROUNDS = 3;
/** The password field of the sign-in form: the page is usable once this is on the screen. */
const FORM = 'input[type="password"]';
/** Milliseconds without a request after which a visit is over and its service worker installed. */
const QUIET = 2_000;

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: "everything fetched before the sign-in page is usable on a first visit",
  peer: "the same kind of form with Lit, Dexie, Yjs and y-websocket in one eager bundle",
  async run(setup) {
    const rally = await setup.startRally();
    const peer = await servePeer(setup, "everything");
    const visits = { gzip: [], br: [] };
    const peers = { gzip: [], br: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const encoding of ["gzip", "br"]) {
        visits[encoding].push(await visit(setup, rally.url, encoding));
        peers[encoding].push(await visit(setup, peer.url, encoding));
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
        rowOf("gzip, headers included", "kB", "gzip", kilobytes, { most: 80 }),
        rowOf("brotli, headers included", "kB", "br", kilobytes),
        rowOf("requests", "", "gzip", ({ before }) => before.length),
        rowOf("on the screen after", "ms", "gzip", ({ sight }) => sight),
      ],
      broken: [...new Set(all.flatMap(({ broken }) => broken))],
      notes: [
        `Fetched afterwards in the background, for the service worker: ${kB(sumOf(sample.after))} in ${sample.after.length} requests (gzip).`,
        `Largest before that: ${largest(sample.before)}.`,
        `${all.length} signed-out first visits: failed requests and requests to other hosts count as not met above.`,
      ],
    };
  },
};

/** Visits with a fresh profile and waits until the service worker has fetched all its files. */
async function visit(setup, url, encoding) {
  const proxy = await startCountingProxy(setup, url, encoding);
  const context = await openBrowser(setup);
  const broken = [];
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== proxy.url)
      broken.push(`a request went to ${origin}`);
  });
  context.on("requestfailed", (request) => {
    broken.push(`${pathOf(request.url())} failed: ${request.failure()?.errorText}`);
  });
  const page = await context.newPage();
  page.on("websocket", (socket) =>
    broken.push(`${pathOf(socket.url())} was opened as a WebSocket`),
  );
  page.on("pageerror", (error) => broken.push(`the page threw: ${error.message}`));
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
    if (status >= 400) broken.push(`${path} was answered with ${status}`);
  }
  return { sight, before, after, broken };
}

/** Resolves when no request has been made for `QUIET` milliseconds. */
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
