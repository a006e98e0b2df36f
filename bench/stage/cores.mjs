import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

/**
 * Servers that are measured run on one core and what loads them on another, so that neither takes the other's time.
 * Where `taskset` is missing (it is Linux's), or there is one core only, everything runs where the system likes.
 */
const [server, load] = allowedCores();
const cores = { server, load };
const canPin = load !== undefined;

export const pinning = canPin
  ? `Each server runs on core ${server} alone, the load on core ${load}; Postgres on any.`
  : "Server and load could not be given a core each (no taskset, or one core): figures are lower and less even.";

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
 * Gives a process that already runs its core: what it started before (Rally's Postgres) keeps all of them.
 * @param {number} pid @param {"server" | "load"} role
 */
export function pin(pid, role) {
  if (!canPin) return;
  spawnSync("taskset", ["-a", "-c", "-p", String(cores[role]), String(pid)], { stdio: "ignore" });
}

/** @returns {number} seconds of processor time a process has used so far; NaN where that cannot be read */
export function processorSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

/** The processes that one has started and that still run, on Linux; not those that they started. */
function childrenOf(pid) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(statOf(name)?.[1]) === pid)
    .map(Number);
}

/** What stands behind its name in a process's `stat`; undefined once it has ended. */
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
  } catch {
    return undefined;
  }
}

/** @returns {number} seconds of processor time of a process and of all that it has started */
export function familySeconds(pid) {
  const ended = statOf(pid) ?? [];
  const own = [pid, ...childrenOf(pid)].map((one) => processorSeconds(one) || 0);
  return own.reduce((sum, seconds) => sum + seconds, (Number(ended[13]) + Number(ended[14])) / 100);
}

/** Gives a process its core, and those that it has started; what it starts later inherits it. */
export function pinFamily(pid, role) {
  for (const one of [pid, ...childrenOf(pid)]) pin(one, role);
}

/** @returns {number} bytes of a process that are in memory */
export function residentBytes(pid) {
  if (process.platform === "linux") {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
  }
  const { stdout } = spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number(stdout.trim()) * 1024;
}
