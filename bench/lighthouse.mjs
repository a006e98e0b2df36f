import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { median, show } from "./report.mjs";
import { servePeer } from "./setup/peer-pages.mjs";

const ROUNDS = 5;
const CATEGORIES = { performance: 95, accessibility: 100, "best-practices": 100 };
const TIMES = {
  "first-contentful-paint": "first contentful paint",
  "largest-contentful-paint": "largest contentful paint",
  "total-blocking-time": "total blocking time",
  "speed-index": "speed index",
};

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `Lighthouse, mobile preset, sign-in page, median of ${ROUNDS}`,
  peer: "a bare Lit page with a form and nothing else",
  async run(setup) {
    const rally = await setup.startRally();
    const peer = await servePeer(setup, "form");
    const [ours, theirs] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await judge(setup, `${rally.url}/sign-in`));
      theirs.push(await judge(setup, peer.url));
    }
    const rowOf = (what, unit, figure, target = {}) => ({
      ...{ what, unit, ...target },
      rally: median(ours.map(figure)),
      peer: median(theirs.map(figure)),
    });
    return {
      rows: [
        ...Object.entries(CATEGORIES).map(([name, least]) =>
          rowOf(name, "", ({ categories }) => categories[name].score * 100, { least }),
        ),
        ...Object.entries(TIMES).map(([name, words]) =>
          rowOf(words, "ms", ({ audits }) => audits[name].numericValue),
        ),
      ],
      broken: [],
      notes: [
        `Performance, each run: ${ours.map(({ categories }) => show(categories.performance.score * 100, "")).join(", ")}.`,
        ...failures(ours.at(-1)),
      ],
    };
  },
};

/** Runs Lighthouse once with its own browser and profile. */
async function judge(setup, url) {
  const chrome = await launch({
    chromePath: setup.chromium,
    chromeFlags: ["--headless=new", "--no-sandbox"],
    logLevel: "silent",
  });
  try {
    const result = await lighthouse(url, {
      port: chrome.port,
      logLevel: "error",
      onlyCategories: Object.keys(CATEGORIES),
    });
    if (!result) throw new Error(`Lighthouse returned no result for ${url}`);
    const { runtimeError } = result.lhr;
    if (runtimeError) throw new Error(`Lighthouse: ${runtimeError.message}`);
    return result.lhr;
  } finally {
    chrome.kill();
  }
}

/** Lists the audits that cost points, with their most important details. */
function failures({ categories, audits }) {
  return Object.values(categories).flatMap(({ title, auditRefs }) => {
    const lost = auditRefs
      .map(({ id, weight }) => ({ weight, ...audits[id] }))
      .filter(({ weight, score }) => weight > 0 && score !== null && score < 0.9);
    return lost.map((audit) => `${title}: ${audit.title}${words(audit.displayValue)}`);
  });
}

const words = (value) => (value ? ` (${value})` : "");
