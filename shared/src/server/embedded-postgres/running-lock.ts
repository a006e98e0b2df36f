import pg from "pg";

/** "rally" as a number: the id of the advisory lock that a running Rally holds. */
const runningLock = "491260767353";

/** The answer of a Postgres to the request for the lock. */
export type Reply =
  { kind: "held" | "starting or stopping" | "silent" } | { kind: "free"; release(): Promise<void> };

/**
 * Requests the lock that every running Rally holds; Postgres releases the lock of a killed one.
 * "free" means that this process now holds it.
 */
export async function askForRunningLock(url: string): Promise<Reply> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    application_name: "rally-lock",
  });
  client.on("error", () => undefined); // the holder observes the end of the connection
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

/** A lock that is acquired again after each lost connection, until released. */
export interface KeptLock {
  release(): Promise<void>;
}

/**
 * Acquires the lock and keeps it across a crash of Postgres.
 * @returns undefined when another Rally holds it
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
