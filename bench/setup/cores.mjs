import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

/**
 * Servers run on one core and their load on another, so that neither takes time from the other.
 * Without `taskset` (Linux only), or with a single core, the system schedules everything.
 */
const [server, load] = allowedCores();
const cores = { server, load };
const canPin = load !== undefined;

export const pinning = canPin
  ? `Each server runs on core ${server} alone, the load on core ${load}; Postgres on any.`
  : "Server and load could not be pinned to separate cores (no taskset, or one core): figures are lower and vary more.";

function allowedCores() {
  if (process.platform !== "linux") return [];
  const { status, stdout } = spawnSync("taskset", ["-c", "-p", String(process.pid)], {
    encoding: "utf8",
  });
  if (status !== 0) return [];
  const list = stdout.split(":").at(-1)?.trim() ?? "";
  return list.split(",").flatMap((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

export const pinningBoth = canPin
  ? `Each server runs on core ${server} alone, with the Postgres that it uses, the load on core ${load}.`
  : pinning;

/**
 * Pins a running process to its core. Processes it has already started (Rally's Postgres) keep all
 * cores.
 * @param {number} pid @param {"server" | "load"} role
 */
export function pin(pid, role) {
  if (!canPin) return;
  spawnSync("taskset", ["-a", "-c", "-p", String(cores[role]), String(pid)], { stdio: "ignore" });
}

/**
 * @returns {number} seconds of processor time used by a process so far; NaN where that cannot be
 * read
 */
export function processorSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

/** The running direct children of a process, on Linux. */
function childrenOf(pid) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(statOf(name)?.[1]) === pid)
    .map(Number);
}

/** The fields after the name in a process's `stat`; undefined once it has ended. */
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
  } catch {
    return undefined;
  }
}

/** @returns {number} seconds of processor time of a process and of all its children */
export function familySeconds(pid) {
  const ended = statOf(pid) ?? [];
  const own = [pid, ...childrenOf(pid)].map((one) => processorSeconds(one) || 0);
  return own.reduce((sum, seconds) => sum + seconds, (Number(ended[13]) + Number(ended[14])) / 100);
}

/** Pins a process and its children to a core; later children inherit it. */
export function pinFamily(pid, role) {
  for (const one of [pid, ...childrenOf(pid)]) pin(one, role);
}

/** @returns {number} resident memory of a process in bytes */
export function residentBytes(pid) {
  if (process.platform === "linux") {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
  }
  const { stdout } = spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number(stdout.trim()) * 1024;
}
