import { median } from "./report.mjs";
import { openBrowser } from "./setup/browser.mjs";
import { hostileMarkdown } from "./setup/hostile-markdown.mjs";
import { parameter } from "./setup/parameters.mjs";
import { servePeer } from "./setup/peer-pages.mjs";

const ROUNDS = parameter("ROUNDS", 9);
/** A page as on a device with a quarter of this machine's speed. */
const THROTTLING = 4;
const LONGEST = 8_000;
const LONG = 2_000;
/** Short texts are measured this many times at once: the clock of a page is too coarse for one. */
const REPEATED = 200;

const USUAL =
  "**Thursday** at six? The hall is ours, see [the plan](https://example.org/plan), @ben. " +
  "Bring:\n- two cans of `balls`\n- the *spare* racket\n\nThe score: ||6:4, 7:5||";
const PLAIN =
  "Tomorrow at half past eight, in front of the old hall; bring the spare racket. ".repeat(2);

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `from the text of a message to its templates, the processor throttled ${THROTTLING} ×`,
  peer: "markdown-it with links, from the text to a string of HTML",
  async run(setup) {
    const { url } = await servePeer(setup, "markdown", {
      conditions: ["source", "module", "browser", "development|production"],
    });
    const page = await (await openBrowser(setup)).newPage();
    await page.goto(url);
    await page.waitForFunction(() => "measure" in globalThis);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: THROTTLING });

    const once = (name, text, rounds) =>
      page
        .evaluate(
          ([name, text, rounds]) => globalThis.measure(name, text, rounds),
          [name, text, rounds],
        )
        .then((durations) => (rounds === ROUNDS ? median(durations) : mean(durations)));
    const worst = async (name, length) => {
      const slowest = { unit: "", duration: 0 };
      for (const unit of hostileMarkdown) {
        const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
        const duration = await once(name, text, ROUNDS);
        if (duration > slowest.duration) Object.assign(slowest, { unit, duration });
      }
      return slowest;
    };

    const longest = { rally: await worst("rally", LONGEST), peer: await worst("peer", LONGEST) };
    const long = { rally: await worst("rally", LONG), peer: await worst("peer", LONG) };
    const shown = await worst("shown", LONGEST);
    const micro = async (name, text) => 1_000 * (await once(name, text, REPEATED));
    return {
      rows: [
        {
          ...{ what: `the slowest of ${hostileMarkdown.length} hostile texts, 8,000 characters` },
          ...{ unit: "ms", rally: longest.rally.duration, peer: longest.peer.duration, most: 20 },
        },
        {
          ...{ what: "the same with 2,000 characters", unit: "ms", most: 4 },
          ...{ rally: long.rally.duration, peer: long.peer.duration },
        },
        { what: "8,000 characters, with elements and layout", unit: "ms", rally: shown.duration },
        {
          ...{ what: "a usual message with markup", unit: "µs" },
          ...{ rally: await micro("rally", USUAL), peer: await micro("peer", USUAL) },
        },
        {
          ...{ what: "a message without markup", unit: "µs" },
          ...{ rally: await micro("rally", PLAIN), peer: await micro("peer", PLAIN) },
        },
      ],
      broken: [],
      notes: [
        `Slowest: ${JSON.stringify(longest.rally.unit)} (peer: ${JSON.stringify(longest.peer.unit)}); ` +
          `with layout: ${JSON.stringify(shown.unit)}.`,
      ],
    };
  },
};

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
