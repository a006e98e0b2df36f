import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";
import { isPostgresOn, readLockFile } from "./lock-file.js";

/** Stops at once the Postgres of a Rally that a test killed. Its data is deleted as well. */
export async function endAbandonedPostgres(dataDirectory: string): Promise<void> {
  const cluster = join(dataDirectory, "postgres");
  const lockFile = await readLockFile(cluster);
  if (!lockFile) return;
  while (await isPostgresOn(lockFile.pid, cluster)) {
    process.kill(lockFile.pid, "SIGQUIT");
    await pause(20);
  }
}
