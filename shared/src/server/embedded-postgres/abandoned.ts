import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";
import { isPostgresOn, readLockFile } from "./lock-file.js";

/** Ends the Postgres that a Rally killed by a test left behind on this data, at once: its data is thrown away too. */
export async function endAbandonedPostgres(dataDirectory: string): Promise<void> {
  const cluster = join(dataDirectory, "postgres");
  const lockFile = await readLockFile(cluster);
  if (!lockFile) return;
  while (await isPostgresOn(lockFile.pid, cluster)) {
    process.kill(lockFile.pid, "SIGQUIT");
    await pause(20);
  }
}
