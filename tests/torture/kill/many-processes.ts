import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startEmbeddedPostgres } from "@rally/shared/server/embedded-postgres";
import { startTestRedis } from "@rally/shared/server/testing";
import { pino } from "pino";
import { startRallyProcess } from "../../harness/index.js";
import { postgresOf } from "./killable-postgres.js";
import type { Cluster } from "./cluster.js";

/** The longest outage of Redis (ms). */
const REDIS_AWAY = 1_500;

/** Two api and two sync servers on one Postgres with synchronous commits, and a Redis. */
export async function openManyProcesses(): Promise<Cluster> {
  const folder = await mkdtemp(join(process.env.RALLY_TEST_FOLDER ?? tmpdir(), "cluster-"));
  const embedded = await startEmbeddedPostgres({
    dataDirectory: folder,
    logger: pino({ level: "silent" }),
  });
  const redis = await startTestRedis();
  const env = { REDIS_URL: redis.url, RALLY_SECRET: randomBytes(48).toString("base64url") };
  const start = (part: "api" | "sync", port = 0) =>
    startRallyProcess({ part, port, env, databaseUrl: embedded.url });
  const parts = {
    api: await Promise.all([start("api"), start("api")]),
    sync: await Promise.all([start("sync"), start("sync")]),
  };
  const all = () => [...parts.api, ...parts.sync];
  const postgres = postgresOf(folder, () => Promise.resolve(embedded.url));
  return {
    name: "parted",
    kinds: ["postmaster", "backend", "redis", "sync", "api"],
    postgres,
    apis: () => parts.api.map(({ url }) => url),
    syncs: () => parts.sync.map(({ url }) => url),
    async kill(kind, random) {
      switch (kind) {
        case "postmaster":
          return postgres.killPostmaster();
        case "backend":
          return postgres.killBackend(random);
        case "redis": {
          const away = random.below(REDIS_AWAY);
          await redis.kill();
          await pause(away);
          return redis.start();
        }
        case "rally":
        case "machine":
          throw new Error("There is no whole Rally here");
        default: {
          const which = random.below(2) as 0 | 1;
          await parts[kind][which].kill();
          parts[kind][which] = await start(kind, parts[kind][which].port);
        }
      }
    },
    output: () =>
      all()
        .map((part) => part.output())
        .join("\n"),
    async close() {
      await Promise.all(all().map((part) => part.stop()));
      await redis.close();
      await embedded.stop();
    },
  };
}
