import { createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Limits } from "../../limits/index.js";
import { ConfigError } from "./config-error.js";
import { environment, type Environment } from "./environment.js";
import { limitsFrom } from "./limit-settings.js";
import { pushConfigFrom, type PushConfig } from "./push-config.js";
import { readOrMakeSecret } from "./secret-file.js";
import type { SignInProvider } from "./sign-in-providers.js";

/** The validated configuration. */
export interface Config {
  host: string;
  /** 0: any free port. */
  port: number;
  /**
   * The origin under which users reach Rally, without a trailing slash; unset: taken from each
   * request.
   */
  publicUrl?: string;
  /** The address at which Rally's other processes reach this one; unset: this machine and port. */
  internalUrl?: string;
  dataDirectory: string;
  /** Unset: the embedded Postgres. */
  databaseUrl?: string;
  /** Unset: hints go through Postgres, or stay in the process that runs the embedded one. */
  redisUrl?: string;
  /** The token that allows other machines to read `/metrics`. */
  metricsToken?: string;
  /** The SMTP server; unset: each mail becomes a file in `dataDirectory`. */
  smtpUrl?: string;
  /** The sender of mail; unset: `Rally <rally@` and the host of `publicUrl`. */
  mailFrom?: string;
  /** Limits that differ from the defaults. */
  limits?: Partial<Limits>;
  /** External sign-in providers. */
  signInProviders?: readonly SignInProvider[];
  logLevel: Environment["LOG_LEVEL"];
  /** The key that signs tokens and cookies. */
  secret: KeyObject;
  push: PushConfig;
}

/** A shorter secret (bytes) could be found by brute force from one token. */
const shortestSecret = 32;

/**
 * Reads the configuration from environment variables; an empty one counts as unset. Creates the
 * secret on the first run when none is given.
 * @throws {ConfigError}
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map(
      (issue) => `${issue.path.join(".")} ${issue.message}.`,
    );
    throw new ConfigError(sentences.join(" "));
  }
  const settings = parsed.data;
  if (settings.RALLY_SIGN_IN_PROVIDERS && settings.PUBLIC_URL === undefined) {
    throw new ConfigError(
      "RALLY_SIGN_IN_PROVIDERS needs PUBLIC_URL: providers send people back to an address that they were told.",
    );
  }
  const dataDirectory = resolve(settings.RALLY_DATA ?? defaultDataDirectory(settings));
  const limits = limitsFrom(settings);
  return {
    host: settings.HOST,
    port: settings.PORT,
    ...(settings.PUBLIC_URL !== undefined && { publicUrl: settings.PUBLIC_URL }),
    ...(settings.INTERNAL_URL !== undefined && { internalUrl: settings.INTERNAL_URL }),
    dataDirectory,
    ...(settings.DATABASE_URL !== undefined && { databaseUrl: settings.DATABASE_URL }),
    ...(settings.REDIS_URL !== undefined && { redisUrl: settings.REDIS_URL }),
    ...(settings.RALLY_METRICS_TOKEN !== undefined && {
      metricsToken: settings.RALLY_METRICS_TOKEN,
    }),
    ...(settings.SMTP_URL !== undefined && { smtpUrl: settings.SMTP_URL }),
    ...(settings.MAIL_FROM !== undefined && { mailFrom: settings.MAIL_FROM }),
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(settings.RALLY_SIGN_IN_PROVIDERS !== undefined && {
      signInProviders: settings.RALLY_SIGN_IN_PROVIDERS,
    }),
    logLevel: settings.LOG_LEVEL,
    secret: secretFrom(settings, dataDirectory),
    push: pushConfigFrom(settings, dataDirectory),
  };
}

function defaultDataDirectory(settings: Environment): string {
  if (process.getuid?.() === 0) return "/var/lib/rally";
  return join(settings.XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "rally");
}

function secretFrom(settings: Environment, dataDirectory: string): KeyObject {
  if (settings.RALLY_SECRET !== undefined) return asKey(settings.RALLY_SECRET, "RALLY_SECRET");
  if (settings.RALLY_SECRET_FILE !== undefined) {
    return asKey(
      readGiven(settings.RALLY_SECRET_FILE),
      `RALLY_SECRET_FILE (${settings.RALLY_SECRET_FILE})`,
    );
  }
  const path = join(dataDirectory, "secret");
  return asKey(
    readOrMakeSecret(path, () => randomBytes(48).toString("base64url")),
    path,
  );
}

function readGiven(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw new ConfigError(`RALLY_SECRET_FILE names ${path}, which cannot be read.`, { cause });
  }
}

function asKey(text: string, source: string): KeyObject {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length >= shortestSecret) return createSecretKey(bytes);
  throw new ConfigError(
    `${source} must hold at least ${shortestSecret} characters, for example of \`openssl rand -base64 48\`.`,
  );
}
