import { createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limits, type Limits } from "@rally/shared/limits";
import type { SignInProvider } from "@rally/shared/server/config";
import { openDatabase, type Database } from "@rally/shared/server/database";
import type { PushConfig } from "@rally/shared/server/config";
import { createTestDatabase, timeoutFactor, type TestDatabase } from "@rally/shared/server/testing";
import { createTokens, type Tokens } from "@rally/shared/server/tokens";
import { pino } from "pino";
import { startRally } from "../rally.js";

/** A complete Rally in the test's process, on a free port and with its own database. */
export interface TestRally {
  readonly url: string;
  readonly adminSetupLink: string | undefined;
  /** The URL of its database. */
  readonly databaseUrl: string;
  /** A pool of the test's own, to inspect and change rows directly. */
  readonly database: Database;
  /** The server's own token signer. */
  readonly tokens: Tokens;
  readonly secret: KeyObject;
  /** The folder of this Rally's files. */
  readonly dataDirectory: string;
  /** The messages logged as errors. */
  readonly errors: string[];
  /** The logged close codes of refused sockets. */
  readonly refusals: number[];
  /** Logged reactions to lost permissions, with the server's own times. */
  readonly revocations: Revocation[];
  /** Runs `close` before Rally stops, in reverse order. */
  readonly onClose: (close: () => unknown) => void;
  /** Stops, and starts again on the same data and another port. */
  restart(): Promise<void>;
  /** Closes what was opened on it, stops, and drops its database. */
  close(): Promise<void>;
}

/** A socket was closed with a code, or two users were hidden from each other. */
export interface Revocation {
  user: string;
  at: number;
  code?: number;
  other?: string;
}

interface TestRallyOptions {
  limits?: Partial<Limits>;
  publicUrl?: string;
  /** Another Rally with which this one shares database and secret. */
  beside?: TestRally;
  /**
   * Whether other processes may use the database, as with `DATABASE_URL`; hints then travel through
   * it.
   */
  shared?: boolean;
  /** The Redis for hints. */
  redisUrl?: string;
  metricsToken?: string;
  /** The push configuration. */
  push?: PushConfig;
  signInProviders?: readonly SignInProvider[];
  /** The SMTP server, instead of files. */
  smtpUrl?: string;
}

/** Limits high enough for tests, which send many requests from one address. */
const testLimits: Partial<Limits> = {
  commandsPerSecond: 100_000,
  signInsPerMinute: 100_000,
  userWork: 100_000,
  addressWork: 100_000,
  guessesFromAddress: 100_000,
  guessesOfAccount: 100_000,
  guesses: 100_000,
  passwordMemory: 1_024,
  passwordPasses: 1,
  connectionWait: limits.connectionWait * timeoutFactor,
};
/** pino's number for this level. */
const ERROR = 50;

const fixtures = new WeakMap<TestRally, TestDatabase>();

export async function startTestRally(options: TestRallyOptions = {}): Promise<TestRally> {
  const made = options.beside ? undefined : await createTestDatabase();
  const fixture = made ?? fixtures.get(options.beside as TestRally);
  if (!fixture) throw new Error("The option beside needs a running Rally");
  const secret = options.beside?.secret ?? createSecretKey(randomBytes(48));
  const dataDirectory = await mkdtemp(join(tmpdir(), "rally-test-"));
  const errors: string[] = [];
  const refusals: number[] = [];
  const revocations: Revocation[] = [];
  const hear = (line: string): void => {
    const logged = JSON.parse(line) as Logged;
    const { level, code, user, other, time: at } = logged;
    if (level >= ERROR) errors.push(summaryOf(line));
    else if (typeof code === "number") refusals.push(code);
    if (user === undefined) return;
    if (typeof code === "number") revocations.push({ user, at, code });
    else if (other !== undefined) revocations.push({ user, at, other });
  };
  const start = () =>
    startRally({
      config: {
        host: "127.0.0.1",
        port: 0,
        dataDirectory,
        secret,
        ...(options.smtpUrl !== undefined && { smtpUrl: options.smtpUrl }),
        ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
        ...((options.shared || options.beside) && { databaseUrl: fixture.url }),
        ...(options.redisUrl !== undefined && { redisUrl: options.redisUrl }),
        ...(options.push && { push: options.push }),
        ...(options.signInProviders && { signInProviders: options.signInProviders }),
        ...(options.metricsToken !== undefined && { metricsToken: options.metricsToken }),
      },
      databaseUrl: fixture.url,
      logger: pino({ level: "info" }, { write: hear }),
      limits: { ...testLimits, ...options.limits },
    });
  let running = await start();
  const database = openDatabase(fixture.url, { connections: 4 });
  const closing: (() => unknown)[] = [];
  const rally: TestRally = {
    get url() {
      return `http://127.0.0.1:${running.port}`;
    },
    get adminSetupLink() {
      return running.adminSetupLink;
    },
    databaseUrl: fixture.url,
    database,
    tokens: createTokens(secret),
    secret,
    dataDirectory,
    errors,
    refusals,
    revocations,
    onClose: (close) => void closing.push(close),
    async restart() {
      await running.stop();
      running = await start();
    },
    async close() {
      for (const close of closing.splice(0).reverse()) await close();
      await running.stop();
      await database.destroy();
      await made?.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
  fixtures.set(rally, fixture);
  return rally;
}

interface Logged {
  level: number;
  time: number;
  code?: unknown;
  user?: string;
  other?: string;
}

function summaryOf(line: string): string {
  const { msg, path, err } = JSON.parse(line) as {
    msg: string;
    path?: string;
    err?: { message: string };
  };
  return [msg, path, err?.message].filter(Boolean).join(": ");
}
