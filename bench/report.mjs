import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, totalmem } from "node:os";

/**
 * A target: at most, or at least.
 * @typedef {{ most?: number, least?: number }} Bound
 * One figure of Rally and of the peer, or of several peers by name.
 * @typedef {{ what: string, unit: string, rally: number, peer?: number, peers?: Record<string,
 * number>,
 *   ratios?: Record<string, Bound> } & Bound} Row
 *   `most`, `least`: target for Rally's figure; `ratios`: target for Rally's figure divided by that
 *   of a peer in `peers`
 * @typedef {{ rows: Row[], broken: string[], notes: string[] }} Report
 *   `broken`: promises that did not hold, one sentence each
 * @typedef {import("./setup/setup.mjs").Setup} Setup
 * @typedef {{ title: string, peer: string, run: (setup: Setup) => Promise<Report> }} Bench
 */

/** The value below which a share of all values lies; `share` 0.5 is the median. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (values) => quantile(values, 0.5);

/** @param {Row} row @returns {number} how many of its targets are not met */
export function countMissed({ rally, peers = {}, ratios = {}, ...bound }) {
  const verdicts = Object.entries(ratios).map(([name, ratio]) => isMet(rally / peers[name], ratio));
  return [isMet(rally, bound), ...verdicts].filter((verdict) => verdict === false).length;
}

/** @param {number} figure @param {Bound} bound @returns {boolean | undefined} undefined when there is no target */
function isMet(figure, { most, least }) {
  if (most !== undefined) return figure <= most;
  return least === undefined ? undefined : figure >= least;
}

/** @param {Report} report */
export function printReport({ rows, broken, notes }) {
  const lines = [["", "Rally", "peer", "ratio", "target", ""], ...rows.flatMap(linesOf)];
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

/** The row's own line and one line for each of its named peers. @param {Row} row */
function linesOf({ what, unit, rally, peer, peers = {}, ratios = {}, ...bound }) {
  return [
    [what, show(rally, unit), ...beside(rally, peer, unit), ...verdict(rally, bound, unit)],
    ...Object.entries(peers).map(([name, figure]) => [
      ...[`   ${name}`, "", ...beside(rally, figure, unit)],
      ...verdict(rally / figure, ratios[name] ?? {}, "×"),
    ]),
  ];
}

function beside(rally, peer, unit) {
  if (peer === undefined) return ["", ""];
  return [show(peer, unit), peer === 0 ? "" : `${(rally / peer).toFixed(2)} ×`];
}

function verdict(figure, { most, least }, unit) {
  const met = isMet(figure, { most, least });
  if (met === undefined) return ["", ""];
  return [
    `${most === undefined ? `≥ ${least}` : `≤ ${most}`} ${unit}`.trim(),
    met ? "met" : "NOT MET",
  ];
}

export function show(value, unit) {
  const digits = unit === "" || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const number = value >= 10_000 ? Math.round(value).toLocaleString("en") : value.toFixed(digits);
  return `${number} ${unit}`.trim();
}

/**
 * Describes the machine and the versions that were measured. @param {string | undefined} chromium
 */
export function describeMachine(chromium) {
  const [cpu] = cpus();
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
  const browser = chromium && ` · ${execFileSync(chromium, ["--version"], options).trim()}`;
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
    `Node ${process.versions.node}${browser ?? ""}`,
    [...(chromium ? ["lit", "dexie", "vite", "lighthouse"] : ["koa", "pg"]), "yjs", "y-websocket"]
      .map(versionOf)
      .join(" · "),
  ].join("\n");
}
