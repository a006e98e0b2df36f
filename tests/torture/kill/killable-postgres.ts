import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Random } from "../random.js";

/** The restart timeout (ms). */
const AWAY_MS = 60_000;

/** The Postgres of a data folder's cluster. */
export interface KillablePostgres {
  /** The postmaster's pid. */
  pid(): Promise<number>;
  /** Sends SIGKILL to the postmaster; resolves when another one runs. */
  killPostmaster(): Promise<void>;
  /** Sends SIGKILL to a backend that serves Rally: the postmaster ends all others and recovers. */
  killBackend(random: Random): Promise<void>;
  /** @throws while Postgres is unavailable. */
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
}

/** `url`: returns the address of the database that Rally uses. */
export function postgresOf(dataDirectory: string, url: () => Promise<string>): KillablePostgres {
  const query = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: await url() });
    client.on("error", () => undefined); // its query fails as well
    await client.connect();
    try {
      return (await client.query(text, values)).rows as Row[];
    } finally {
      await client.end();
    }
  };
  return {
    query,
    pid: async () => (await readLock(dataDirectory)).pid,
    async killPostmaster() {
      const { pid } = await readLock(dataDirectory);
      process.kill(pid, "SIGKILL");
      // Orphaned backends may still answer for a moment, which does not count as recovered.
      const deadline = performance.now() + AWAY_MS;
      for (;;) {
        const now = await readLock(dataDirectory).catch(() => undefined);
        if (now !== undefined && now.pid !== pid) return;
        if (performance.now() > deadline) throw new Error("Postgres was not started again");
        await pause(10);
      }
    },
    async killBackend(random) {
      const backends = await query<{ pid: number }>(
        "select pid from pg_stat_activity where application_name = 'rally' order by pid",
      );
      process.kill(random.pick(backends).pid, "SIGKILL");
    },
  };
}

/** The address of the database `rally` in the data folder of a whole Rally. */
export async function urlInside(dataDirectory: string): Promise<string> {
  const { port, socketFolder } = await readLock(dataDirectory);
  const password = await readFile(join(dataDirectory, "postgres", "rally-password"), "utf8");
  const host = socketFolder ? `?host=${encodeURIComponent(socketFolder)}` : "";
  return `postgres://rally:${password.trim()}@127.0.0.1:${port}/rally${host}`;
}

async function readLock(dataDirectory: string) {
  const lock = await readFile(join(dataDirectory, "postgres", "postmaster.pid"), "utf8");
  const [pid, , , port = "", socketFolder = ""] = lock.split("\n");
  return { pid: Number(pid), port, socketFolder };
}
