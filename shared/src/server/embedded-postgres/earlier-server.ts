import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { StartError } from "../process/index.js";
import type { Cluster } from "./cluster.js";
import { databaseUrl } from "./listening.js";
import { isPostgresOn, readLockFile, takeOverLockFile } from "./lock-file.js";
import { askForRunningLock } from "./running-lock.js";

const TIMEOUT_MS = 15_000;

/**
 * Handles the Postgres of an earlier Rally on this cluster. A killed Rally leaves its Postgres
 * running, which is stopped here. If that Rally is alive, nothing is stopped. The advisory lock of
 * a running Rally decides; a pid could belong to another container or be reused.
 * @throws {StartError} when Rally is already running there, or the server can neither be queried
 * nor stopped
 */
export async function endEarlierServer(
  cluster: Cluster,
  dataDirectory: string,
  logger: Logger,
): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const lockFile = await readLockFile(cluster.folder);
    if (!lockFile) return;
    const reply = await askForRunningLock(
      databaseUrl(lockFile.listening, cluster.password, "postgres"),
    );
    const ours = await isPostgresOn(lockFile.pid, cluster.folder);
    switch (reply.kind) {
      case "held":
        throw new StartError(`Rally is already running on ${dataDirectory}.`);
      case "free":
        if (!ours) {
          await reply.release();
          throw new StartError(
            `A Postgres of another machine or container uses ${cluster.folder}: end that one first.`,
          );
        }
        logger.info({ postgres: lockFile.pid }, "stopping the Postgres of a killed Rally");
        await endProcess(lockFile.pid, cluster.folder);
        continue;
      case "silent":
        if (!ours) return takeOverLockFile(cluster.folder);
        break;
      case "starting or stopping":
        break;
      default:
        reply satisfies never;
    }
    if (Date.now() > deadline) {
      throw new StartError(
        `A Postgres (process ${lockFile.pid}) on ${cluster.folder} does not answer: end it first.`,
      );
    }
    await pause(50);
  }
}

async function endProcess(pid: number, cluster: string): Promise<void> {
  const start = Date.now();
  process.kill(pid, "SIGINT");
  let immediate = false;
  while (await isPostgresOn(pid, cluster)) {
    if (!immediate && Date.now() - start > 5_000) {
      immediate = true;
      process.kill(pid, "SIGQUIT");
    }
    if (Date.now() - start > TIMEOUT_MS)
      throw new StartError(`The Postgres of process ${pid} does not end: end it first.`);
    await pause(20);
  }
}
