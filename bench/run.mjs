// npm run bench [name…]: measures what the built Rally does, with a peer beside it in the same run.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describeMachine, isMet, printReport } from "./report.mjs";

/** @type {Record<string, () => Promise<{ bench: import("./report.mjs").Bench }>>} */
const benches = {
  "first-load": () => import("./first-load.mjs"),
  lighthouse: () => import("./lighthouse.mjs"),
  "cold-start": () => import("./cold-start.mjs"),
  "post-seen": () => import("./post-seen.mjs"),
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(", ")}: ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}

const prepare = fileURLToPath(new URL("../scripts/prepare.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [prepare, "test"], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

// Not before Rally is built: these import it.
const { openStage } = await import("./stage/stage.mjs");
const { findChromium } = await import("../scripts/chromium.mjs");
const chromium = await findChromium();
if (chromium === undefined) throw new Error("prepare.mjs found a Chromium, and it has gone");
console.log(describeMachine(chromium));

let missed = 0;
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const { bench } = await benches[name]();
  console.log(`\n━━ ${name}: ${bench.title} ━━\n   beside it: ${bench.peer}`);
  const stage = await openStage(chromium);
  try {
    const report = await bench.run(stage);
    printReport(report);
    missed += report.rows.filter((row) => isMet(row) === false).length + report.broken.length;
  } finally {
    await stage.close();
  }
}
console.log(
  missed === 0 ? "\nEvery target is met." : `\n${missed} ${missed === 1 ? "is" : "are"} not met.`,
);
process.exit(missed === 0 ? 0 : 1);
