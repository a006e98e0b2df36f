import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Random } from "../random.js";

/** After this (ms) nobody starts it again. */
const AWAY_MS = 60_000;

/** The Postgres that runs on the cluster of a data folder, whoever started it. */
export interface KillablePostgres {
  /** The postmaster's. */
  pid(): Promise<number>;
  /** SIGKILL to the postmaster; resolves when somebody has started another. */
  killPostmaster(): Promise<void>;
  /** SIGKILL to one of the backends that serve Rally: the postmaster ends all others and recovers. */
  killBackend(random: Random): Promise<void>;
  /** @throws while it is away. */
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
}

/** `url`: where its database is that Rally uses. */
export function postgresOf(dataDirectory: string, url: () => Promise<string>): KillablePostgres {
  const query = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: await url() });
    client.on("error", () => undefined); // its query tells
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
      // Its orphans may still answer for a moment: that is not the service that is waited for.
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

/** The address of the database `rally` that a whole Rally keeps in its data folder. */
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
