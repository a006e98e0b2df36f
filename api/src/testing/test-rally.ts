import { createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limits, type Limits } from "@rally/shared/limits";
import type { SignInProvider } from "@rally/shared/server/config";
import { openDatabase, type Database } from "@rally/shared/server/database";
import type { PushConfig } from "@rally/shared/server/config";
import { createTestDatabase, patience, type TestDatabase } from "@rally/shared/server/testing";
import { createTokens, type Tokens } from "@rally/shared/server/tokens";
import { pino } from "pino";
import { startRally } from "../rally.js";

/** A whole Rally on a free port and a database of its own, within the test's process. */
export interface TestRally {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly adminSetupLink: string | undefined;
  /** Where its database is. */
  readonly databaseUrl: string;
  /** A pool of the test's own, to look and to break things behind Rally's back. */
  readonly database: Database;
  /** What Rally itself signs with. */
  readonly tokens: Tokens;
  readonly secret: KeyObject;
  /** Where this Rally keeps its files. */
  readonly dataDirectory: string;
  /** Lines logged as errors: what an operator would be woken for. */
  readonly errors: string[];
  /** Close codes of the sockets that were refused something, as they were logged. */
  readonly refusals: number[];
  /** What it did at the loss of a permission, and when by its own clock. */
  readonly revocations: Revocation[];
  /** Runs `close` before Rally stops; the last one given first. */
  readonly onClose: (close: () => unknown) => void;
  /** Stops and starts again on the same data, on another port. */
  restart(): Promise<void>;
  /** Closes what was opened on it, stops, and drops the database it made. */
  close(): Promise<void>;
}

/** A socket was closed with a code, or two users were hidden from each other. */
export interface Revocation {
  user: string;
  /** Milliseconds since the epoch. */
  at: number;
  code?: number;
  other?: string;
}

interface TestRallyOptions {
  limits?: Partial<Limits>;
  publicUrl?: string;
  /** Another Rally whose database and secret this one shares. */
  beside?: TestRally;
  /** Whether others may be on the database, as `DATABASE_URL` says: then hints go through it. */
  shared?: boolean;
  /** The Redis that hints go through. */
  redisUrl?: string;
  metricsToken?: string;
  /** With what and where to it pushes. */
  push?: PushConfig;
  signInProviders?: readonly SignInProvider[];
  /** The server that mail leaves by, instead of files. */
  smtpUrl?: string;
}

/** Tests write in haste, and all of them from one address. */
const unhurried: Partial<Limits> = {
  commandsPerSecond: 100_000,
  signInsPerMinute: 100_000,
  userWork: 100_000,
  addressWork: 100_000,
  guessesFromAddress: 100_000,
  guessesOfAccount: 100_000,
  guesses: 100_000,
  passwordMemory: 1_024,
  passwordPasses: 1,
  connectionWait: limits.connectionWait * patience,
};
/** pino's number for it. */
const ERROR = 50;

const stages = new WeakMap<TestRally, TestDatabase>();

export async function startTestRally(options: TestRallyOptions = {}): Promise<TestRally> {
  const made = options.beside ? undefined : await createTestDatabase();
  const stage = made ?? stages.get(options.beside as TestRally);
  if (!stage) throw new Error("A Rally can only be beside one that runs");
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
        ...((options.shared || options.beside) && { databaseUrl: stage.url }),
        ...(options.redisUrl !== undefined && { redisUrl: options.redisUrl }),
        ...(options.push && { push: options.push }),
        ...(options.signInProviders && { signInProviders: options.signInProviders }),
        ...(options.metricsToken !== undefined && { metricsToken: options.metricsToken }),
      },
      databaseUrl: stage.url,
      logger: pino({ level: "info" }, { write: hear }),
      limits: { ...unhurried, ...options.limits },
    });
  let running = await start();
  const database = openDatabase(stage.url, { connections: 4 });
  const closing: (() => unknown)[] = [];
  const rally: TestRally = {
    get url() {
      return `http://127.0.0.1:${running.port}`;
    },
    get adminSetupLink() {
      return running.adminSetupLink;
    },
    databaseUrl: stage.url,
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
  stages.set(rally, stage);
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
