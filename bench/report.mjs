import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, totalmem } from "node:os";

/**
 * One figure, Rally's and the peer's.
 * @typedef {{ what: string, unit: string, rally: number, peer?: number, most?: number, least?: number }} Row
 *   `most`, `least`: the target, where there is one
 * @typedef {{ rows: Row[], broken: string[], notes: string[] }} Report
 *   `broken`: promises that did not hold, each a sentence
 * @typedef {import("./stage/stage.mjs").Stage} Stage
 * @typedef {{ title: string, peer: string, run: (stage: Stage) => Promise<Report> }} Bench
 */

/** The value below which a share of all lies; `share` 0.5 is the median. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (values) => quantile(values, 0.5);

/** @param {Row} row @returns {boolean | undefined} undefined when it has no target */
export function isMet({ rally, most, least }) {
  if (most !== undefined) return rally <= most;
  return least === undefined ? undefined : rally >= least;
}

/** @param {Report} report */
export function printReport({ rows, broken, notes }) {
  const lines = [["", "Rally", "peer", "ratio", "target", ""], ...rows.map(cells)];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) {
    const padded = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    );
    console.log(`   ${padded.join("   ")}`.trimEnd());
  }
  for (const sentence of broken) console.log(`   NOT MET: ${sentence}`);
  for (const note of notes) console.log(`   ${note}`);
}

/** @param {Row} row */
function cells(row) {
  const { what, unit, rally, peer, most, least } = row;
  const target = most !== undefined ? `≤ ${most} ${unit}` : least !== undefined ? `≥ ${least}` : "";
  const met = isMet(row);
  return [
    what,
    show(rally, unit),
    peer === undefined ? "" : show(peer, unit),
    peer === undefined || peer === 0 ? "" : `${(rally / peer).toFixed(2)} ×`,
    target,
    met === undefined ? "" : met ? "met" : "NOT MET",
  ];
}

export function show(value, unit) {
  const digits = unit === "" || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`.trim();
}

/** The machine and the versions that the figures hold for. */
export function describeMachine(chromium) {
  const [cpu] = cpus();
  const browser = execFileSync(chromium, ["--version"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
  const { resolve } = createRequire(import.meta.url);
  const versionOf = (name) => {
    const [folder] = resolve(name).split(/(?<=node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/);
    return `${name} ${JSON.parse(readFileSync(`${folder}/package.json`, "utf8")).version}`;
  };
  const memory = Math.round(totalmem() / 2 ** 30);
  const [load] = loadavg();
  const busy =
    load > cpus().length / 2 ? ` (busy with something else: load ${load.toFixed(1)})` : "";
  return [
    `${new Date().toISOString().slice(0, 10)} · ${cpus().length} cores (${cpu?.model.trim() ?? "?"}), ${memory} GiB, ${process.platform} ${process.arch}${busy}`,
    `Node ${process.versions.node} · ${browser}`,
    ["lit", "dexie", "yjs", "y-websocket", "vite", "lighthouse"].map(versionOf).join(" · "),
  ].join("\n");
}
