import { join } from "node:path";
import { limits as defaultLimits, type Limits } from "../../limits/index.js";
import { followAddressBans, type AddressBans } from "../addresses/index.js";
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
import type { OnStop } from "../process/index.js";
import { openRedis, type Redis } from "../redis/index.js";
import { createSecrets, type Secrets } from "../secrets/index.js";
import { createTokens, type Tokens } from "../tokens/index.js";

/** Options of a Rally process. */
export interface StartOptions {
  config: Pick<
    Config,
    | "host"
    | "port"
    | "publicUrl"
    | "internalUrl"
    | "dataDirectory"
    | "databaseUrl"
    | "redisUrl"
    | "secret"
    | "metricsToken"
    | "signInProviders"
    | "smtpUrl"
    | "mailFrom"
  > & { push?: PushConfig };
  /** The URL of the configured or the embedded database. */
  databaseUrl: string;
  logger: Logger;
  limits?: Partial<Limits>;
}

/** The services that every Rally process uses. */
export interface Services {
  database: Database;
  bus: Bus;
  /** Set when Redis is configured; it may be unavailable at any time. */
  redis: Redis | undefined;
  tokens: Tokens;
  secrets: Secrets;
  logger: Logger;
  limits: Limits;
  metrics: Metrics;
  /** The current lineage of the database. */
  history: History;
  /** The banned IP addresses. */
  addressBans: AddressBans;
  /** Avatars and other uploads. */
  files: FileStore;
  publicUrl: string | undefined;
  /** The address at which other processes reach this one; unset: this machine. */
  internalUrl: string | undefined;
  metricsToken: string | undefined;
  /** Without configured keys, keys of this process only. */
  push: PushConfig;
  signInProviders: readonly SignInProvider[];
  /** Rally's data directory. */
  dataDirectory: string;
  /** The address to listen on. */
  host: string;
  /** The SMTP server. */
  smtpUrl: string | undefined;
  mailFrom: string | undefined;
}

/**
 * Opens and migrates the database, and joins the bus: over Redis when configured, else over
 * PostgreSQL when other processes may use the database, else within the process.
 */
export async function openServices(
  { config, databaseUrl, logger, limits }: StartOptions,
  ending: OnStop,
): Promise<Services> {
  const { publicUrl, internalUrl, redisUrl, secret, metricsToken, dataDirectory, push, host } =
    config;
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
  const addressBans = await followAddressBans({ database, bus, history, logger }, ending);
  return {
    ...{
      addressBans,
      database,
      bus,
      redis,
      logger,
      metrics,
      history,
      publicUrl,
      internalUrl,
      metricsToken,
      dataDirectory,
    },
    ...{ host, smtpUrl: config.smtpUrl, mailFrom: config.mailFrom },
    files: createLocalFiles(join(dataDirectory, "files")),
    tokens: createTokens(secret),
    push: push ?? { vapid: makeVapidKeys(), hosts: [] },
    secrets: createSecrets(secret),
    signInProviders: config.signInProviders ?? [],
    limits: { ...defaultLimits, ...limits },
  };
}
