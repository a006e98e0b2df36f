import { givenPath, inPath, runs } from "./programs.mjs";

const names = ["redis-server", "valkey-server"];
const elsewhere = ["/opt/homebrew/bin", "/usr/local/bin"];
const version = /v=\d+/;

/**
 * Finds a Redis server for the tests, or Valkey, which speaks the same: the one in REDIS_SERVER_PATH, the system's.
 * @returns {string | undefined} its path
 * @throws when REDIS_SERVER_PATH is set and does not run
 */
export function findRedisServer() {
  const given = givenPath("REDIS_SERVER_PATH", version);
  return given ?? inPath(names, elsewhere).find((path) => runs(path, version));
}
