import { createServer, type AddressInfo } from "node:net";
import pg from "pg";
import { pino } from "pino";
import { afterAll, describe, expect, test } from "vitest";
import { openRedis } from "../redis/index.js";
import { createTestDatabase, startTestRedis } from "../testing/index.js";
import { createLocalBus, createPostgresBus, createRedisBus, type Bus } from "./index.js";
import { soon, testBusContract } from "./testing/bus-contract.js";

const logger = pino({ level: "silent" });

testBusContract("the bus of one process", () =>
  Promise.resolve({
    open: () => Promise.resolve(createLocalBus(logger)),
    close: () => Promise.resolve(),
  }),
);

testBusContract("the bus over PostgreSQL", async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return {
    open: () => createPostgresBus(database.url, logger),
    say: (payload) => client.query("select pg_notify('rally', $1)", [payload]),
    cut: () =>
      client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rally bus' and datname = current_database()",
      ),
    async close() {
      await client.end();
      await database.drop();
    },
  };
});

/** A bus with its own connection, as in each process. */
async function openOnRedis(url: string, lineage: string): Promise<Bus> {
  const redis = openRedis(url, logger);
  const bus = await createRedisBus({ redis, lineage, logger });
  return {
    ...bus,
    async close() {
      await bus.close();
      redis.disconnect();
    },
  };
}

const server = await startTestRedis();
afterAll(() => server.close());

testBusContract("the bus over Redis", async () => {
  const redis = openRedis(server.url, logger);
  await new Promise((resolve) => redis.once("ready", resolve));
  return {
    open: () => openOnRedis(server.url, "contract"),
    say: (payload) => redis.publish("rally:contract:hints", payload),
    cut: () => redis.call("CLIENT", "KILL", "TYPE", "pubsub"),
    close: () => Promise.resolve(redis.disconnect()),
  };
});

describe("Redis", () => {
  test("carries updates that PostgreSQL could not", async () => {
    const [left, right] = [await openOnRedis(server.url, "a"), await openOnRedis(server.url, "a")];
    const sizes: (number | undefined)[] = [];
    right.subscribe("moved", ({ bytes }) => void sizes.push(bytes?.length));
    const bytes = "A".repeat(500_000);
    left.publish("moved", { conversation: "c", version: 1, number: 1, bytes });
    await soon(() => expect(sizes).toEqual([bytes.length]));
    await Promise.all([left.close(), right.close()]);
  });

  test("isolates two Rally installations on one Redis", async () => {
    const ours = await openOnRedis(server.url, "ours");
    const [theirs, other] = [
      await openOnRedis(server.url, "theirs"),
      await openOnRedis(server.url, "theirs"),
    ];
    const receivedBy = { ours: 0, other: 0 };
    ours.subscribe("user", () => void (receivedBy.ours += 1));
    other.subscribe("user", () => void (receivedBy.other += 1));
    theirs.publish("user", { user: "u", version: 1 });
    await soon(() => expect(receivedBy.other).toBe(1));
    expect(receivedBy.ours).toBe(0);
    await Promise.all([ours.close(), theirs.close(), other.close()]);
  });

  test("delivers again within five seconds of a restart, and notifies both processes", async () => {
    const [left, right] = [await openOnRedis(server.url, "k"), await openOnRedis(server.url, "k")];
    const reconnected = new Set<string>();
    left.onReconnect(() => reconnected.add("left"));
    right.onReconnect(() => reconnected.add("right"));
    const numbers: number[] = [];
    right.subscribe("drafted", ({ number }) => void numbers.push(number));
    await server.kill();
    for (let number = 1; number <= 1_000; number += 1)
      left.publish("drafted", { user: "u", number });
    await server.start();
    await soon(() => expect([...reconnected].sort()).toEqual(["left", "right"]));
    await soon(() => {
      left.publish("drafted", { user: "u", number: 2_000 });
      expect(numbers).toContain(2_000);
    });
    // Hints published during the outage are not delivered later.
    expect(numbers.filter((number) => number < 2_000)).toEqual([]);
    await Promise.all([left.close(), right.close()]);
  });

  test("may be unavailable at the start; hints arrive once it is available", async () => {
    await server.kill();
    const [left, right] = [await openOnRedis(server.url, "l"), await openOnRedis(server.url, "l")];
    const reconnected = new Set<string>();
    left.onReconnect(() => reconnected.add("left"));
    right.onReconnect(() => reconnected.add("right"));
    await server.start();
    await soon(() => expect([...reconnected].sort()).toEqual(["left", "right"]));
    const users: string[] = [];
    right.subscribe("user", ({ user }) => void users.push(user));
    left.publish("user", { user: "u", version: 1 });
    await soon(() => expect(users).toEqual(["u"]));
    await Promise.all([left.close(), right.close()]);
  });

  test("does not block the start when it accepts connections and never answers", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const bus = await openOnRedis(`redis://127.0.0.1:${port}`, "s");
    const received: string[] = [];
    bus.subscribe("user", ({ user }) => void received.push(user));
    bus.publish("user", { user: "u", version: 1 });
    expect(received).toEqual(["u"]);
    await bus.close();
    silent.close();
  });
});
