import pg from "pg";
import { pino } from "pino";
import { afterAll, describe, expect, test, vi } from "vitest";
import { createTestDatabase } from "../testing/index.js";
import { createLocalBus, createPostgresBus } from "./index.js";

const database = await createTestDatabase();
const logger = pino({ level: "silent" });
const open = () => createPostgresBus(database.url, logger);
const [left, right] = [await open(), await open()];
afterAll(async () => {
  await Promise.all([left.close(), right.close()]);
  await database.drop();
});

const heard = (check: () => void) => vi.waitFor(check, { timeout: 3_000, interval: 5 });

describe("the bus over PostgreSQL", () => {
  test("brings each hint to every process once, in order, and says who spoke", async () => {
    const versions: Record<string, number[]> = { left: [], right: [] };
    const speakers = new Set<string>();
    const stops = Object.entries({ left, right }).map(([name, bus]) =>
      bus.subscribe("moved", ({ version }, from) => {
        versions[name]?.push(version);
        speakers.add(from);
      }),
    );
    const spoken = Array.from({ length: 500 }, (_, index) => index);
    for (const version of spoken) left.publish("moved", { conversation: "c", version, number: 1 });
    expect(versions["left"]).toEqual(spoken);
    await heard(() => expect(versions["right"]).toEqual(spoken));
    expect([...speakers]).toEqual([left.self]);
    for (const stop of stops) stop();
  });

  test("does not stumble over a hint too large to be said, and says the next", async () => {
    const sessions: string[] = [];
    const stop = right.subscribe("sessionEnded", ({ session }) => void sessions.push(session));
    const states = Array.from({ length: 300 }, (_, n): [number, unknown] => [
      n,
      { user: "é".repeat(30) },
    ]);
    left.publish("awareness", { room: "r", states });
    left.publish("sessionEnded", { session: "s" });
    await heard(() => expect(sessions).toEqual(["s"]));
    stop();
  });

  test("carries whatever characters are in a hint", async () => {
    const rooms: string[] = [];
    const stop = right.subscribe("awareness", ({ room }) => void rooms.push(room));
    const strange = "'\";--\u2028💥\\n";
    left.publish("awareness", { room: strange, states: [] });
    await heard(() => expect(rooms).toEqual([strange]));
    stop();
  });

  test("goes on by itself after its connection was cut", async () => {
    const users: string[] = [];
    const stop = right.subscribe("drafted", ({ user }) => void users.push(user));
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rally bus'",
    );
    await client.end();
    await heard(() => {
      left.publish("drafted", { user: "u", number: 1 });
      expect(users).toContain("u");
    });
    stop();
  });

  test("says what waits before it closes", async () => {
    const third = await open();
    const sessions: string[] = [];
    const stop = right.subscribe("sessionEnded", ({ session }) => void sessions.push(session));
    third.publish("sessionEnded", { session: "last words" });
    await third.close();
    await heard(() => expect(sessions).toEqual(["last words"]));
    stop();
  });
});

test("the bus of one process is heard at once, until one stops listening", async () => {
  const bus = createLocalBus();
  const heardHere: number[] = [];
  const stop = bus.subscribe("drafted", ({ number }) => void heardHere.push(number));
  bus.publish("drafted", { user: "u", number: 1 });
  stop();
  bus.publish("drafted", { user: "u", number: 2 });
  expect(heardHere).toEqual([1]);
  await bus.close();
});
