import { createServer, type AddressInfo } from "node:net";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { constants, getPriority, platform } from "node:os";
import { join } from "node:path";
import { createTestDatabase, timeoutFactor } from "@rally/shared/server/testing";
import { afterAll, describe, expect, test } from "vitest";
import { startRallyProcess, type RallyProcess } from "../harness/index.js";

const started: RallyProcess[] = [];

async function start(...parameters: Parameters<typeof startRallyProcess>): Promise<RallyProcess> {
  const rally = await startRallyProcess(...parameters);
  started.push(rally);
  return rally;
}

afterAll(async () => {
  for (const rally of started) await rally.stop();
});

const newFolder = () => mkdtemp(join(process.env.RALLY_TEST_FOLDER ?? "", "rally-"));

describe("Rally", () => {
  test("starts on new data, answers, and ends cleanly within five seconds of SIGTERM", async () => {
    const rally = await start();
    expect((await fetch(`${rally.url}/healthz`)).status).toBe(200);
    const asked = performance.now();
    expect(await rally.stop()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5_000 * timeoutFactor);
  });

  test.runIf(platform() === "linux")(
    "lets V8's five threads run only where the event loop leaves a core free",
    async () => {
      const { pid } = await start();
      const [loop, ...others] = await readdir(`/proc/${pid}/task`);
      const priorities = others.map((thread) => getPriority(Number(thread)));
      expect(getPriority(Number(loop))).toBe(constants.priority.PRIORITY_NORMAL);
      expect(priorities.slice(0, 5)).toEqual(Array(5).fill(constants.priority.PRIORITY_LOW));
      expect(new Set(priorities.slice(5))).toEqual(new Set([constants.priority.PRIORITY_NORMAL]));
    },
  );

  test("reports that it is already running and exits with 1 when started twice on the same data", async () => {
    const { dataDirectory } = await start();
    await expect(start({ dataDirectory })).rejects.toThrow(
      `ended with 1 before it listened: Rally is already running on ${dataDirectory}.\n`,
    );
  });

  test("starts again after kill -9, in under five seconds", async () => {
    const rally = await start();
    await rally.kill();
    const asked = performance.now();
    const again = await start({ dataDirectory: rally.dataDirectory });
    expect(performance.now() - asked).toBeLessThan(5_000 * timeoutFactor);
    expect((await fetch(`${again.url}/healthz`)).status).toBe(200);
  });

  test("uses the Postgres of DATABASE_URL and starts no embedded one", async () => {
    const database = await createTestDatabase();
    const rally = await start({ databaseUrl: database.url });
    await expect(readFile(join(rally.dataDirectory, "postgres", "PG_VERSION"))).rejects.toThrow(
      "ENOENT",
    );
    expect(await rally.stop()).toBe(0);
    await database.drop();
  });

  test.each([
    [
      "a bad setting",
      { PUBLIC_URL: "rally" },
      "PUBLIC_URL must be a URL like https://rally.example.org.",
    ],
    ["a short secret", { RALLY_SECRET: "short" }, "RALLY_SECRET must hold at least 32 characters"],
  ])(
    "says in one sentence what is wrong with %s, without a stack",
    async (_what, env, sentence) => {
      const failure = await start({ env }).catch((error: Error) => error.message);
      expect(failure).toContain(`ended with 1 before it listened: ${sentence}`);
      expect(failure).not.toMatch(/\n\s+at /);
    },
  );

  test("reports in one sentence that its port is in use, or that no Postgres answers", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const database = await createTestDatabase();
    await expect(start({ port, databaseUrl: database.url })).rejects.toThrow(
      `Port ${port} is already in use on 127.0.0.1: end what uses it, or set PORT to another.`,
    );
    await database.drop();
    other.close();
    await expect(start({ databaseUrl: "postgres://u:p@127.0.0.1:1/rally" })).rejects.toThrow(
      "No PostgreSQL answers at 127.0.0.1:1: check DATABASE_URL.",
    );
  });

  test("reads settings from a file .env, with precedence for the environment", async () => {
    const dataDirectory = await newFolder();
    await writeFile(
      join(dataDirectory, ".env"),
      "PUBLIC_URL=https://rally.example.org\nLOG_LEVEL=fatal\n",
    );
    const database = await createTestDatabase();
    const rally = await start({ dataDirectory, databaseUrl: database.url });
    expect(rally.output()).toContain(
      "Rally is ready: https://rally.example.org (listening on http://localhost:",
    );
    await rally.stop();
    await database.drop();
  });
});
