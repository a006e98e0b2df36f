import { median, show } from "./report.mjs";
import { loadPeer, loadRally } from "./cold-start/devices.mjs";
import { openCold } from "./cold-start/open-cold.mjs";
import { CONVERSATIONS, MESSAGES, fillServer } from "./cold-start/history.mjs";
import { openBrowser } from "./setup/browser.mjs";
import { servePeer } from "./setup/peer-pages.mjs";

const ROUNDS = 10;
const WARM_UP = 1;
const THROTTLE = 4;

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title:
    `offline cold start, ${MESSAGES} messages in ${CONVERSATIONS} conversations on the device, ` +
    `page throttled ${THROTTLE}×, median of ${ROUNDS}`,
  peer: `a bare Lit + Dexie page, also cached, that reads 50 of ${MESSAGES} rows`,
  async run(setup) {
    const rally = await setup.startRally();
    const peer = await servePeer(setup, "cached");
    const history = await fillServer(rally);
    const context = await openBrowser(setup);
    // Keeps one page open: closing the last one would end the browser.
    await context.newPage();
    const rows = await loadRally(context, rally, history);
    await loadPeer(context, peer, { ...history, rows });
    await rally.stop();
    await peer.stop();

    const newest = `[data-id="${history.newest}"]`;
    const addresses = {
      app: rally.url,
      link: `${rally.url}/c/${history.last}`,
      peer: `${peer.url}/#${history.last}`,
    };
    const starts = { app: [], link: [], peer: [] };
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      for (const [name, address] of Object.entries(addresses)) {
        const start = await openCold(context, address, newest, THROTTLE);
        if (round >= 0) starts[name].push(start);
      }
    }
    const middle = (name, figure) => median(starts[name].map(figure));
    const peerSeen = middle("peer", ({ seen }) => seen);
    return {
      rows: [
        {
          ...{ what: "last conversation painted", unit: "ms", most: 1_000, peer: peerSeen },
          rally: middle("app", ({ seen }) => seen),
        },
        {
          ...{ what: "the same, opened by a deep link", unit: "ms", peer: peerSeen },
          rally: middle("link", ({ seen }) => seen),
        },
        ...["document", "programs", "firstPaint"].map((moment) => ({
          ...{ what: `time until ${WORDS[moment]}`, unit: "ms" },
          rally: middle("app", (start) => start[moment]),
          peer: middle("peer", (start) => start[moment]),
        })),
      ],
      broken: [],
      notes: [
        `Each start: ${starts.app.map(({ seen }) => show(seen, "")).join(", ")} ms; peer: ${starts.peer.map(({ seen }) => show(seen, "")).join(", ")} ms.`,
        `The service worker is stopped before each start. The throttle made a fixed loop ${middle("app", ({ slowed }) => slowed).toFixed(1)} times slower.`,
      ],
    };
  },
};

const WORDS = {
  document: "the document has loaded",
  programs: "the last script it needs has loaded",
  firstPaint: "the first paint",
};
