import { test } from "@playwright/test";
import pg from "pg";
import { createTestDatabase, type TestDatabase } from "@rally/shared/server/testing";
import {
  startRallyProcess,
  type RallyProcess,
  type RallyProcessOptions,
} from "../../harness/index.js";

/** The Rally of one test file. */
export interface Rally {
  readonly url: string;
  readonly adminSetupLink: string | undefined;
  /** Its data directory. */
  readonly dataDirectory: string;
  /** Its PostgreSQL database. */
  readonly databaseUrl: string;
  /** Makes the cookies of all sessions an hour old, so that the next use replaces them. */
  ageSessions(): Promise<void>;
  /** Ends all sessions of a user, as from another device. */
  endSessions(username: string): Promise<void>;
  /** Kills it (SIGKILL). */
  kill(): Promise<void>;
  /** Stops it, as Ctrl-C does. */
  stop(): Promise<void>;
  /** Starts it again on the same data and port; `start` can start another version. */
  startAgain(start?: typeof startRallyProcess): Promise<void>;
}

/**
 * Starts a Rally on its own database before the tests of this file, and stops both after them.
 * `options` is called just before the start, for resources that must exist by then.
 */
export function useRally(
  options: () => Promise<RallyProcessOptions> = () => Promise.resolve({}),
): Rally {
  let database: TestDatabase | undefined;
  let running: RallyProcess | undefined;

  test.beforeAll(async () => {
    database = await createTestDatabase();
    running = await startRallyProcess({ ...(await options()), databaseUrl: database.url });
  });
  test.afterAll(async () => {
    await running?.stop();
    await database?.drop();
  });

  const now = (): RallyProcess => {
    if (!running) throw new Error("Rally runs only during tests");
    return running;
  };
  const change = async (statement: string, values: string[] = []): Promise<void> => {
    const client = new pg.Client({ connectionString: database?.url });
    await client.connect();
    await client.query(statement, values);
    await client.end();
  };
  return {
    get url() {
      return now().url;
    },
    get adminSetupLink() {
      return now().adminSetupLink;
    },
    get databaseUrl() {
      return database?.url ?? "";
    },
    get dataDirectory() {
      return now().dataDirectory;
    },
    ageSessions: () => change("update sessions set rotated_at = now() - interval '1 hour'"),
    endSessions: (username) =>
      change(
        `update sessions set ended_at = now()
         where user_id = (select id from users where username = $1)`,
        [username],
      ),
    kill: () => now().kill(),
    stop: async () => void (await now().stop()),
    async startAgain(start = startRallyProcess) {
      const { dataDirectory, port } = now();
      const databaseUrl = database?.url ?? "";
      running = await start({ databaseUrl, dataDirectory, port });
    },
  };
}
