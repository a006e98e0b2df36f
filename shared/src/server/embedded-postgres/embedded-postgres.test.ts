import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { timeoutFactor } from "../testing/index.js";
import { endAbandonedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from "./index.js";

const logger = pino({ level: "silent" });
const asRoot = process.getuid?.() === 0;
let folder: string;
let running: EmbeddedPostgres[];
let rallies: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(process.env.RALLY_TEST_FOLDER ?? "", "postgres-"));
  await chmod(folder, 0o711);
  running = [];
  rallies = [];
});

afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  for (const rally of rallies) rally.kill("SIGKILL");
  await endAbandonedPostgres(folder);
  await rm(folder, { recursive: true, force: true });
});

async function start(dataDirectory = folder): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDirectory, logger });
  running.push(postgres);
  return postgres;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.map(
      (row) => Object.values(row)[0],
    );
  } finally {
    await client.end();
  }
}

/** A process that locks the data as Rally does, for the test to kill. */
async function startRallyElsewhere(): Promise<ChildProcess> {
  const program = join(import.meta.dirname, "../../../dist/server/embedded-postgres/index.js");
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(program)};
    const quiet = { debug() {}, info() {}, error() {} };
    const postgres = await startEmbeddedPostgres({ dataDirectory: ${JSON.stringify(folder)}, logger: quiet });
    process.send(postgres.url);
    process.on("SIGTERM", () => postgres.stop().then(() => process.exit(0)));`;
  const path = join(folder, "rally.mjs");
  await writeFile(path, script);
  const rally = fork(path, { execArgv: [], silent: true });
  rallies.push(rally);
  const ended = once(rally, "exit").then(() =>
    Promise.reject(new Error("it ended before it had started")),
  );
  ended.catch(() => undefined);
  await Promise.race([once(rally, "message"), ended]);
  return rally;
}

async function postmasterPid(): Promise<number> {
  return Number(
    (await readFile(join(folder, "postgres", "postmaster.pid"), "utf8")).split("\n")[0],
  );
}

async function untilGone(pid: number): Promise<void> {
  await expect
    .poll(() => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""), {
      timeout: 30_000 * timeoutFactor,
    })
    .toBe("");
}

// Each test creates a cluster and flushes it to disk, which is slow on a busy machine.
describe("the embedded Postgres", { timeout: 90_000 * timeoutFactor }, () => {
  test("keeps its data across restarts, with every commit flushed to disk", async () => {
    const first = await start();
    expect(
      await ask(
        first.url,
        "select current_setting('fsync') || current_setting('synchronous_commit')",
      ),
    ).toEqual(["onon"]);
    expect(await ask(first.url, "select current_setting('TimeZone') || lower('É')")).toEqual([
      "UTCé",
    ]);
    await ask(first.url, "create table kept (word text)");
    await ask(first.url, "insert into kept values ('échange')");
    await first.stop();

    const second = await start();
    expect(await ask(second.url, "select word from kept")).toEqual(["échange"]);
  });

  test("rejects a second Rally on the same data and keeps the first one running", async () => {
    const { url } = await start();
    await expect(start()).rejects.toThrow(`Rally is already running on ${folder}.`);
    expect(await ask(url, "select 1")).toEqual([1]);
  });

  test("starts exactly one of two Rallies that start at the same time on new data", async () => {
    const outcomes = await Promise.allSettled([startRallyElsewhere(), start()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("takes over from a killed Rally without data loss", async () => {
    const rally = await startRallyElsewhere();
    const before = await postmasterPid();
    rally.kill("SIGKILL");
    await once(rally, "exit");

    const { url } = await start();
    expect(await postmasterPid()).not.toBe(before);
    expect(await ask(url, "select 1")).toEqual([1]);
    await untilGone(before);
  });

  test("starts after Rally and Postgres were killed, even when the pid was reused", async () => {
    const rally = await startRallyElsewhere();
    const postmaster = await postmasterPid();
    rally.kill("SIGKILL");
    process.kill(postmaster, "SIGKILL");
    await once(rally, "exit");
    // The test's own pid stands for another program that reused the number.
    const lockFile = join(folder, "postgres", "postmaster.pid");
    const [, ...rest] = (await readFile(lockFile, "utf8")).split("\n");
    await writeFile(lockFile, [String(process.ppid), ...rest].join("\n"));

    const { url } = await start();
    expect(await ask(url, "select 1")).toEqual([1]);
  });

  test("restarts after a crash while Rally keeps its lock", async () => {
    const { url } = await start();
    process.kill(await postmasterPid(), "SIGKILL");
    await expect
      .poll(() => ask(url, "select 1").catch(() => "down"), { timeout: 60_000 * timeoutFactor })
      .toEqual([1]);
    await expect
      .poll(() => start().catch((error: Error) => error.message))
      .toBe(`Rally is already running on ${folder}.`);
  });

  test("rejects data of another major version", async () => {
    await (await start()).stop();
    await writeFile(join(folder, "postgres", "PG_VERSION"), "14\n");
    await expect(start()).rejects.toThrow(
      /made by PostgreSQL 14, and this Rally brings PostgreSQL 18/,
    );
  });

  test("listens on a port of 127.0.0.1 when the socket path would be too long", async () => {
    const long = join(folder, "d".repeat(90));
    const { url } = await start(long);
    expect(new URL(url).hostname).toBe("127.0.0.1");
    expect(await ask(url, "select 1")).toEqual([1]);
  });

  test.runIf(asRoot)("rejects a folder that its user cannot enter, and names it", async () => {
    const closed = join(folder, "closed");
    await mkdir(join(closed, "data"), { recursive: true });
    await chmod(closed, 0o700);
    await expect(start(join(closed, "data"))).rejects.toThrow(`cannot enter ${closed}:`);
  });
});
