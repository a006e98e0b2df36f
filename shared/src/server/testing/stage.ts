import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { endAbandonedPostgres, startEmbeddedPostgres } from "../embedded-postgres/index.js";

/** What all tests of a run share: a Postgres to make databases in, and a folder for throw-away data. */
export interface Stage {
  close(): Promise<void>;
}

/**
 * Sets the stage, unless whoever started us already has. The tests' processes find it in the environment:
 * RALLY_TEST_POSTGRES (DATABASE_URL, when that is given, whose role must be allowed to create databases) and
 * RALLY_TEST_FOLDER.
 */
export async function setStage(): Promise<Stage> {
  if (process.env.RALLY_TEST_FOLDER) return { close: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), "rally-test-"));
  await chmod(folder, 0o711); // Postgres may run as another user
  process.env.RALLY_TEST_FOLDER = folder;
  const postgres = process.env.DATABASE_URL
    ? { url: process.env.DATABASE_URL, stop: () => Promise.resolve() }
    : await startEmbeddedPostgres({
        dataDirectory: join(folder, "stage"),
        logger: pino({ level: "silent" }),
        // Nobody misses this data after a power cut.
        settings: {
          fsync: "off",
          synchronous_commit: "off",
          full_page_writes: "off",
          max_connections: "300",
        },
      });
  process.env.RALLY_TEST_POSTGRES = postgres.url;
  const stage = {
    async close() {
      await postgres.stop();
      for (const name of await readdir(folder)) await endAbandonedPostgres(join(folder, name));
      await rm(folder, { recursive: true, force: true });
      delete process.env.RALLY_TEST_FOLDER;
      delete process.env.RALLY_TEST_POSTGRES;
    },
  };
  // Ctrl-C the runners answer by themselves; of these, they would leave our Postgres running.
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void stage.close().finally(() => process.exit(143)));
  }
  return stage;
}
