import { me, register } from "@rally/shared/accounts";
import { runCommands } from "@rally/shared/commands";
import { createConversationRoute, listConversations } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { openDatabase } from "@rally/shared/server/database";
import { startTestRedis } from "@rally/shared/server/testing";
import { afterAll, describe, expect, test } from "vitest";
import {
  ask,
  askRaw,
  eventually,
  expectFailure,
  openHttp,
  signUp,
  startTestRally,
  type TestPerson,
  type TestRally,
} from "../../testing/index.js";

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

async function start(...parameters: Parameters<typeof startTestRally>): Promise<TestRally> {
  const rally = await startTestRally(...parameters);
  closing.push(() => rally.close());
  return rally;
}

/** So little per second that the burst is all the budget in this test. */
const scarce = { userWork: 0.01, addressWork: 0.01 };
const read = (person: TestPerson, on?: TestRally) => person.ask(listConversations, {}, on);

/** The number of statements that wait for a lock. */
async function waitingForLocks({ database }: TestRally): Promise<number> {
  const { rows } = await database.raw<{ rows: object[] }>(
    `select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}

function expectLater(reply: { status: number; body: unknown; headers: Headers }): void {
  expect(reply.status).toBe(429);
  expect(reply.body).toMatchObject({ success: false, error: { code: "rate_limited" } });
  expect(Number(reply.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
}

describe("[S12] reading", () => {
  test("charges its user for the time it takes until they have to wait, and no other user", async () => {
    const rally = await start({ limits: { ...scarce, addressWork: 1_000, userWorkAtOnce: 20 } });
    const [one, two] = [await signUp(rally), await signUp(rally)];
    let answered = 0;
    for (;;) {
      const reply = await read(one);
      if (reply.status !== 200) {
        expectLater(reply);
        break;
      }
      answered += 1;
      // Each costs at least a millisecond.
      expect(answered).toBeLessThanOrEqual(20);
    }
    expect(answered).toBeGreaterThan(0);
    expect((await read(two)).status).toBe(200);
  });

  test("is charged to one budget on all servers with Redis, and per server without it", async () => {
    const redis = await startTestRedis();
    closing.push(() => redis.close());
    const limits = { ...scarce, addressWork: 1_000, userWorkAtOnce: 20 };
    const options = { redisUrl: redis.url, limits };
    const left = await start({ shared: true, ...options });
    const right = await start({ beside: left, ...options });
    const person = await signUp(left);
    expect((await read(person, right)).status).toBe(200);
    await eventually(async () => expect((await read(person, left)).status).toBe(429));
    // The cost at the left server counts at the right one after their next exchange.
    await eventually(async () => expect((await read(person, right)).status).toBe(429));
    await redis.kill();
    const alone = await start({ beside: left, ...options });
    expect((await read(person, alone)).status).toBe(200);
    await eventually(async () => expect((await read(person, alone)).status).toBe(429));
  });

  test("takes turns between users: at most four at once per user, and a bounded queue", async () => {
    const rally = await start({
      limits: {
        requestsOfEach: 2,
        requestsWaitingOfEach: 3,
        requestsAtOnce: 3,
        requestsWaiting: 4,
      },
    });
    const people = await Promise.all([1, 2, 3, 4].map(() => signUp(rally)));
    const [one, two, three] = people as [TestPerson, TestPerson, TestPerson];
    // Listing conversations waits while their tables are locked.
    const locker = openDatabase(rally.databaseUrl, { connections: 1 });
    const trx = await locker.transaction();
    await trx.raw("lock table memberships in access exclusive mode");
    const replies = Array.from({ length: 7 }, () => read(one));
    const early = await Promise.race(replies);
    expectLater(early);
    const others = [read(two), read(two), read(three), read(three)];
    const refused = await Promise.race(others);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
    await trx.rollback();
    await locker.destroy();
    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    const theirs = (await Promise.all(others)).map(({ status }) => status);
    expect([...new Set(theirs)].sort()).toEqual([200, 503]);
  });

  test("leaves the queue when the client disconnects", async () => {
    const rally = await start({ limits: { requestsOfEach: 1, requestsWaitingOfEach: 2 } });
    const [one, two] = [await signUp(rally), await signUp(rally)];
    const locker = openDatabase(rally.databaseUrl, { connections: 1 });
    const trx = await locker.transaction();
    await trx.raw("lock table memberships in access exclusive mode");
    const head = `GET ${listConversations.path} HTTP/1.1\nHost: rally.test\n`;
    const clients = await Promise.all(
      [1, 2, 3, 4].map(() => openHttp(rally, `${head}Authorization: Bearer ${one.token}\n\n`)),
    );
    const refused = await Promise.race(clients.map((client) => client.answer()));
    expect(refused.status).toBe(429);
    for (const client of clients) client.close();
    // After this answer the server has noticed the disconnections.
    await two.call(me);
    const replies = [read(one), read(one)];
    // After this answer the requests are queued.
    await two.call(me);
    await trx.rollback();
    await locker.destroy();
    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe("[S12] writing", () => {
  test("in transactions uses a few connections per user, with a bounded queue", async () => {
    const rally = await start({ limits: { writesOfEach: 2, writesWaitingOfEach: 3 } });
    const [one, two] = [await signUp(rally), await signUp(rally)];
    const locker = openDatabase(rally.databaseUrl, { connections: 1 });
    const trx = await locker.transaction();
    await trx.raw("lock table memberships in exclusive mode");
    const create = (person: TestPerson) =>
      person.ask(createConversationRoute, {
        body: { kind: "group", name: "a group", members: [] },
      });
    const replies = Array.from({ length: 7 }, () => create(one));
    expectLater(await Promise.race(replies));
    const command = {
      id: newId(),
      name: "conversation.create",
      input: { kind: "group", name: "by batch", members: [] },
    };
    const batch = await one.ask(runCommands, { body: { commands: [command] } });
    expect(batch.body).toMatchObject({ data: [{ error: { code: "rate_limited" } }] });
    const theirs = create(two);
    await eventually(async () => expect(await waitingForLocks(rally)).toBe(3));
    await trx.rollback();
    await locker.destroy();
    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect((await theirs).status).toBe(200);
    const again = await one.ask(runCommands, { body: { commands: [command] } });
    expect(again.body).toMatchObject({ data: [{ success: true }] });
  });
});

describe("[S12] an address", () => {
  test("is charged for requests without a user: invalid tokens, files, registering", async () => {
    const rally = await start({ limits: { ...scarce, addressWorkAtOnce: 100 } });
    const paths = ["/api/v1/me", "/api/v1/files/none", "/api/v1/openapi.json", "/assets/none"];
    let asked = 0;
    for (let status = 0; status !== 429; asked += 1) {
      expect(asked).toBeLessThanOrEqual(102);
      const path = paths[asked % paths.length] as string;
      const reply = await askRaw(rally.url, { method: "GET", path });
      if (reply.status === 429) expectFailure(reply, "rate_limited");
      status = reply.status;
    }
    expect(asked).toBeGreaterThan(4);
    const body = { username: "late", email: "late@example.org", password: "correct horse battery" };
    expectLater(await ask(rally.url, register, { body }));
  });
});

describe("[S12] an address that requests unknown paths", () => {
  test.each([
    ["GET", "/api/v1/nowhere"],
    ["DELETE", "/api/v1/home"],
    ["GET", "/API/v1/me"],
  ])("is charged: %s %s", async (method, path) => {
    const rally = await start({ limits: { ...scarce, addressWorkAtOnce: 20 } });
    let asked = 0;
    for (let status = 0; status !== 429; asked += 1) {
      expect(asked).toBeLessThanOrEqual(22);
      ({ status } = await askRaw(rally.url, { method, path }));
      expect([404, 405, 429]).toContain(status);
    }
    expect(asked).toBeGreaterThan(4);
  });
});

describe("[S12] the database", () => {
  test("cancels a statement that takes too long, and the answer has Retry-After", async () => {
    const rally = await start({ limits: { statementTime: 200 } });
    const person = await signUp(rally);
    const locker = openDatabase(rally.databaseUrl, { connections: 1 });
    const trx = await locker.transaction();
    await trx.raw("lock table memberships in access exclusive mode");
    const reply = await read(person);
    expect(reply.status).toBe(503);
    expect(Number(reply.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
    await trx.rollback();
    await locker.destroy();
    expect((await read(person)).status).toBe(200);
  });

  test("bounds the number of queries that wait for it", async () => {
    const rally = await start();
    const pool = openDatabase(rally.databaseUrl, { connections: 1, waiting: 2 });
    const trx = await pool.transaction();
    const waiting = [1, 2].map(() => pool.raw("select 1").then(() => "answered"));
    await expect(pool.raw("select 1")).rejects.toMatchObject({ code: "53300" });
    await trx.rollback();
    expect(await Promise.all(waiting)).toEqual(["answered", "answered"]);
    await pool.destroy();
  });
});
