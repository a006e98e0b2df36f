import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["redis-server", "valkey-server"];
const elsewhere = ["/opt/homebrew/bin", "/usr/local/bin"];

/**
 * Finds a Redis server for the tests, or Valkey, which speaks the same: the one in REDIS_SERVER_PATH, the system's.
 * @returns {string | undefined} its path
 * @throws when REDIS_SERVER_PATH is set and does not run
 */
export function findRedisServer() {
  const given = process.env.REDIS_SERVER_PATH;
  if (given) {
    if (runs(given)) return given;
    throw new Error(`REDIS_SERVER_PATH is ${given}, which does not run: correct or unset it.`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean).concat(elsewhere);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs);
}

function runs(path) {
  if (!existsSync(path)) return false;
  try {
    const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 10_000 };
    return /v=\d+/.test(execFileSync(path, ["--version"], options));
  } catch {
    return false;
  }
}
