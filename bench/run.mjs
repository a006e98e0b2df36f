// npm run bench [name…]: measures the built Rally, with a peer in the same run for comparison.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { countMissed, describeMachine, printReport } from "./report.mjs";

/** @typedef {Promise<{ bench: import("./report.mjs").Bench }>} Loaded */

/** Benches that drive a browser. @type {Record<string, () => Loaded>} */
const inBrowser = {
  "first-load": () => import("./first-load.mjs"),
  lighthouse: () => import("./lighthouse.mjs"),
  "cold-start": () => import("./cold-start.mjs"),
  backfill: () => import("./backfill.mjs"),
  markdown: () => import("./markdown.mjs"),
  scrolling: () => import("./scrolling.mjs"),
};
/** Benches that load a server. @type {Record<string, () => Loaded>} */
const onServer = {
  "post-seen": () => import("./post-seen.mjs"),
  "large-room": () => import("./large-room.mjs"),
  fanout: () => import("./fanout.mjs"),
  open: () => import("./open.mjs"),
  idle: () => import("./idle.mjs"),
  reconnect: () => import("./reconnect.mjs"),
  catchup: () => import("./catchup.mjs"),
  commit: () => import("./commit.mjs"),
  home: () => import("./home.mjs"),
  "heavy-reader": () => import("./heavy-reader.mjs"),
  login: () => import("./login.mjs"),
  matches: () => import("./matches.mjs"),
  scale: () => import("./scale.mjs"),
};
const benches = { ...inBrowser, ...onServer };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `Unknown bench: ${unknown.join(", ")}. Available: ${Object.keys(benches).join(", ")}.`,
  );
  process.exit(2);
}
const names = asked.length > 0 ? asked : Object.keys(benches);
const needsBrowser = names.some((name) => name in inBrowser);

run("../scripts/prepare.mjs", needsBrowser ? "test" : "start");
if (names.some((name) => name in onServer)) run("peers/servers/install.mjs");

// Imported after Rally is built, because these modules import the build.
const { openSetup } = await import("./setup/setup.mjs");
const { findChromium } = await import("../scripts/chromium.mjs");
const chromium = needsBrowser ? await findChromium() : undefined;
if (needsBrowser && chromium === undefined) {
  throw new Error("The Chromium that prepare.mjs found is missing");
}
console.log(describeMachine(chromium));

let missed = 0;
for (const name of names) {
  const { bench } = await benches[name]();
  console.log(`\n━━ ${name}: ${bench.title} ━━\n   compared with: ${bench.peer}`);
  const setup = await openSetup(chromium);
  try {
    const report = await bench.run(setup);
    printReport(report);
    missed += report.rows.reduce((sum, row) => sum + countMissed(row), report.broken.length);
  } finally {
    await setup.close();
  }
}
console.log(
  missed === 0
    ? "\nAll targets met."
    : `\n${missed} ${missed === 1 ? "target" : "targets"} not met.`,
);
process.exit(missed === 0 ? 0 : 1);

/** Runs one of our scripts to its end and exits when it fails. */
function run(path, ...parameters) {
  const program = fileURLToPath(new URL(path, import.meta.url));
  const { status } = spawnSync(process.execPath, [program, ...parameters], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
