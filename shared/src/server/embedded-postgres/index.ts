import { mkdir, realpath } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";
import { StartError } from "../process/index.js";
import { accountForPostgres, ensureReachable } from "./account.js";
import { installBinaries } from "./binaries.js";
import { openCluster } from "./cluster.js";
import { endEarlierServer } from "./earlier-server.js";
import { chooseListening, databaseUrl } from "./listening.js";
import { keepRunningLock } from "./running-lock.js";
import { ClusterBusyError, startServer, type Server, type ServerPlan } from "./server.js";

export { endAbandonedPostgres } from "./abandoned.js";

/** Options of the embedded Postgres. */
export interface EmbeddedPostgresOptions {
  dataDirectory: string;
  logger: Logger;
  /** Postgres settings to add or override, such as `{ fsync: "off" }` for temporary data. */
  settings?: Record<string, string>;
  /** Called when Postgres stopped unexpectedly and could not be restarted. */
  onLost?: (error: Error) => void;
}

/** A running embedded Postgres. */
export interface EmbeddedPostgres {
  /** The URL of its database `rally`, owned by the superuser `rally`. */
  url: string;
  /** Shuts it down in less than 3 s. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on `<dataDirectory>/postgres`, creates the cluster on the first run, and
 * restarts it after a crash. One Rally per data directory.
 * @throws {StartError} a sentence for the operator: already running, unreachable folder, no
 * binaries, other version
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const account = accountForPostgres();
  await mkdir(options.dataDirectory, { recursive: true, mode: account ? 0o711 : 0o700 });
  const dataDirectory = await realpath(options.dataDirectory);
  await ensureReachable(dataDirectory, account);
  const binaries = await installBinaries(dataDirectory);
  const cluster = await openCluster({ dataDirectory, binaries, account });
  const listening = await chooseListening(cluster.folder);
  const adminUrl = databaseUrl(listening, cluster.password, "postgres");
  const plan = {
    binaries,
    cluster: cluster.folder,
    listening,
    account,
    settings: options.settings ?? {},
    logger: options.logger,
  };

  const endEarlier = () => endEarlierServer(cluster, dataDirectory, options.logger);
  let server = await startWhenFree(plan, endEarlier);
  const lock = await keepRunningLock(adminUrl);
  if (!lock) throw new StartError(`Rally is already running on ${dataDirectory}.`);
  await ensureDatabase(adminUrl);

  let stopping = false;
  void (async () => {
    for (;;) {
      await server.exited;
      if (stopping) return;
      options.logger.error("Postgres stopped unexpectedly: restarting it");
      server = await startWhenFree(plan, endEarlier);
    }
  })().catch((error: unknown) => options.onLost?.(error as Error));

  return {
    url: databaseUrl(listening, cluster.password, "rally"),
    async stop() {
      stopping = true;
      await lock.release();
      await server.stop();
    },
  };
}

async function startWhenFree(plan: ServerPlan, endEarlier: () => Promise<void>): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    await endEarlier();
    try {
      return await startServer(plan);
    } catch (error) {
      if (!(error instanceof ClusterBusyError) || attempt === 50) throw error;
      await pause(100);
    }
  }
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'rally'");
    if (rowCount === 0) await client.query("create database rally");
  } finally {
    await client.end();
  }
}
