import pg from "pg";

/** "rally", read as a number: the advisory lock that says that a living Rally uses this Postgres. */
const runningLock = "491260767353";

/** What a Postgres says when asked whether a Rally is using it. */
export type Reply =
  { kind: "held" | "starting or stopping" | "silent" } | { kind: "free"; release(): Promise<void> };

/**
 * Asks for the lock that every Rally holds while it lives (a killed one's is released by Postgres itself). "free" means
 * that it is now ours.
 */
export async function askForRunningLock(url: string): Promise<Reply> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    application_name: "rally-lock",
  });
  client.on("error", () => undefined); // its end is seen by whoever holds it
  try {
    await client.connect();
    const { rows } = await client.query<{ ours: boolean }>(
      `select pg_try_advisory_lock(${runningLock}) as ours`,
    );
    if (rows[0]?.ours) return { kind: "free", release: () => client.end() };
    await client.end();
    return { kind: "held" };
  } catch (error) {
    await client.end().catch(() => undefined);
    return { kind: sqlState(error) === "57P03" ? "starting or stopping" : "silent" };
  }
}

/** A lock that is asked for again whenever Postgres drops its connection, until released. */
export interface KeptLock {
  release(): Promise<void>;
}

/**
 * Takes the lock and keeps it, also across a crash of Postgres.
 * @returns undefined when another Rally has it
 */
export async function keepRunningLock(url: string): Promise<KeptLock | undefined> {
  let released = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  async function take(): Promise<boolean> {
    const next = new pg.Client({
      connectionString: url,
      application_name: "rally-lock",
      keepAlive: true,
    });
    let over = false;
    const again = () => {
      if (over) return;
      over = true;
      if (!released && client === next) scheduleRetry();
    };
    next.on("error", again).on("end", again);
    await next.connect();
    const { rows } = await next.query<{ ours: boolean }>(
      `select pg_try_advisory_lock(${runningLock}) as ours`,
    );
    if (!rows[0]?.ours) {
      await next.end();
      return false;
    }
    client = next;
    return true;
  }

  function scheduleRetry(): void {
    retry = setTimeout(() => {
      if (!released) take().then((ours) => ours || released || scheduleRetry(), scheduleRetry);
    }, 200);
  }

  if (!(await take())) return undefined;
  return {
    async release() {
      released = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}

function sqlState(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
