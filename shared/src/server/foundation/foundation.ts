import { join } from "node:path";
import { limits as defaultLimits, type Limits } from "../../limits/index.js";
import { createLocalBus, createPostgresBus, createRedisBus, type Bus } from "../bus/index.js";
import {
  makeVapidKeys,
  type Config,
  type PushConfig,
  type SignInProvider,
} from "../config/index.js";
import { migrate, openDatabase, type Database } from "../database/index.js";
import { followHistory, type History } from "../history/index.js";
import { createLocalFiles, type FileStore } from "../files/index.js";
import type { Logger } from "../logger/index.js";
import { createMetrics, type Metrics } from "../metrics/index.js";
import type { Ending } from "../process/index.js";
import { openRedis, type Redis } from "../redis/index.js";
import { createSecrets, type Secrets } from "../secrets/index.js";
import { createTokens, type Tokens } from "../tokens/index.js";

/** What a process of Rally is started with. */
export interface StartOptions {
  config: Pick<
    Config,
    | "host"
    | "port"
    | "publicUrl"
    | "dataDirectory"
    | "databaseUrl"
    | "redisUrl"
    | "secret"
    | "metricsToken"
    | "signInProviders"
    | "smtpUrl"
    | "mailFrom"
  > & { push?: PushConfig };
  /** The database, whoever brought it. */
  databaseUrl: string;
  logger: Logger;
  limits?: Partial<Limits>;
}

/** What every process of Rally stands on, whichever part of the work it does. */
export interface Foundation {
  database: Database;
  bus: Bus;
  /** Where there is one; it may be away at any moment. */
  redis: Redis | undefined;
  tokens: Tokens;
  secrets: Secrets;
  logger: Logger;
  limits: Limits;
  metrics: Metrics;
  /** Which history the database holds, now. */
  history: History;
  /** Pictures, and whatever else people bring. */
  files: FileStore;
  publicUrl: string | undefined;
  metricsToken: string | undefined;
  /** Without any in the configuration, keys of this process alone. */
  push: PushConfig;
  signInProviders: readonly SignInProvider[];
  /** Where Rally keeps its files. */
  dataDirectory: string;
  /** The address to listen on. */
  host: string;
  /** The server that mail leaves by. */
  smtpUrl: string | undefined;
  mailFrom: string | undefined;
}

/**
 * Opens the database, migrates it, and joins the bus: over Redis where there is one, else over
 * PostgreSQL where others may be on it, else within the process.
 */
export async function openFoundation(
  { config, databaseUrl, logger, limits }: StartOptions,
  ending: Ending,
): Promise<Foundation> {
  const { publicUrl, redisUrl, secret, metricsToken, dataDirectory, push, host } = config;
  const metrics = createMetrics();
  ending(() => metrics.close());
  const { connectionWait, databaseWaiting, statementTime } = { ...defaultLimits, ...limits };
  const database = openDatabase(databaseUrl, {
    ...{ wait: connectionWait, waiting: databaseWaiting, statementTime },
    feed: config.databaseUrl !== undefined || redisUrl !== undefined,
  });
  ending(() => database.destroy());
  await migrate(database);
  const history = await followHistory(database, logger);
  ending(() => history.stop());
  const redis = redisUrl === undefined ? undefined : openRedis(redisUrl, logger);
  ending(() => redis?.disconnect());
  const bus = redis
    ? await createRedisBus({ redis, lineage: history.lineage, logger })
    : config.databaseUrl === undefined
      ? createLocalBus(logger)
      : await createPostgresBus(databaseUrl, logger);
  ending(() => bus.close());
  return {
    ...{ database, bus, redis, logger, metrics, history, publicUrl, metricsToken, dataDirectory },
    ...{ host, smtpUrl: config.smtpUrl, mailFrom: config.mailFrom },
    files: createLocalFiles(join(dataDirectory, "files")),
    tokens: createTokens(secret),
    push: push ?? { vapid: makeVapidKeys(), hosts: [] },
    secrets: createSecrets(secret),
    signInProviders: config.signInProviders ?? [],
    limits: { ...defaultLimits, ...limits },
  };
}
