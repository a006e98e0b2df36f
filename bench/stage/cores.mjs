import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

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

/** @returns {number} bytes of a process that are in memory */
export function residentBytes(pid) {
  if (process.platform === "linux") {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
  }
  const { stdout } = spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number(stdout.trim()) * 1024;
}
