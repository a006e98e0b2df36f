import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { endAbandonedPostgres, startEmbeddedPostgres } from "../embedded-postgres/index.js";

/**
 * The shared resources of a test run: a Postgres for databases, and a folder for temporary data.
 */
export interface SharedPostgres {
  close(): Promise<void>;
}

/**
 * Creates them, unless the parent process already has. Test processes find them in the environment:
 * RALLY_TEST_POSTGRES (DATABASE_URL when given; its role must be allowed to create databases) and
 * RALLY_TEST_FOLDER.
 */
export async function startSharedPostgres(): Promise<SharedPostgres> {
  if (process.env.RALLY_TEST_FOLDER) return { close: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), "rally-test-"));
  await chmod(folder, 0o711); // Postgres may run as another user
  process.env.RALLY_TEST_FOLDER = folder;
  const postgres = process.env.DATABASE_URL
    ? { url: process.env.DATABASE_URL, stop: () => Promise.resolve() }
    : await startEmbeddedPostgres({
        dataDirectory: join(folder, "fixture"),
        logger: pino({ level: "silent" }),
        // This data need not survive a power failure.
        settings: {
          fsync: "off",
          synchronous_commit: "off",
          full_page_writes: "off",
          max_connections: "300",
        },
      });
  process.env.RALLY_TEST_POSTGRES = postgres.url;
  const fixture = {
    async close() {
      await postgres.stop();
      for (const name of await readdir(folder)) await endAbandonedPostgres(join(folder, name));
      await rm(folder, { recursive: true, force: true });
      delete process.env.RALLY_TEST_FOLDER;
      delete process.env.RALLY_TEST_POSTGRES;
    },
  };
  // The test runners handle Ctrl-C themselves; other signals would leave our Postgres running.
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void fixture.close().finally(() => process.exit(143)));
  }
  return fixture;
}
