import { listConversations } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { closeCodes, roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  expectClosedWithinASecond,
  expectWithinASecond,
  openRoom,
  say,
  signUp,
  startTestRally,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";

const world = roomName("conversation", WORLD_CONVERSATION_ID);
const rally = await startTestRally({ limits: { connectionWait: 30_000 } });
const brief = await startTestRally({
  limits: { sessionIdleTime: 3_000, databaseUnreachable: 2_000, reconnectSpread: 1_000 },
});
afterAll(async () => {
  await rally.close();
  await brief.close();
});

const endSessionOf = (person: TestPerson, on: TestRally = rally) =>
  on.database("sessions").where("user_id", person.id).update({ ended_at: new Date() });

const sessionOf = (person: TestPerson, on: TestRally) =>
  on
    .database<{ user_id: string; expires_at: Date }>("sessions")
    .where("user_id", person.id)
    .first("expires_at");

/** Locks a table against reads until the returned function is called. */
async function lock(table: string, on: TestRally = rally): Promise<() => Promise<unknown>> {
  const trx = await on.database.transaction();
  await trx.raw(`lock table ${table} in access exclusive mode`);
  return () => trx.rollback();
}

/**
 * Stops the polls until the returned function is called. A poll waits for the lock by then, so that none that
 * began before it still ends.
 */
async function stopPolls(on: TestRally = rally): Promise<() => Promise<unknown>> {
  const unlock = await lock("change_feed", on);
  await eventually(async () => {
    const { rows } = await on.database.raw<{ rows: object[] }>(
      `select mode from pg_locks where relation = 'change_feed'::regclass and not granted
        and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(rows).toHaveLength(1);
  });
  return unlock;
}

/** Blocks the event loop of the server, which runs in the test's process. */
function blockEventLoop(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function metric(on: TestRally, name: string): Promise<number> {
  const text = await (await fetch(`${on.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
}

describe("a server that is delayed", () => {
  test("[S12] by its own event loop closes no socket", async () => {
    const person = await signUp(rally);
    const room = await openRoom(rally, person.token, world);
    // A recent loss makes a check take more than one turn of the loop.
    const other = await signUp(rally);
    await openRoom(rally, other.token, world);
    await rally.database("blocks").insert({ blocker_id: person.id, blocked_id: other.id });
    for (let round = 0; round < 12; round += 1) {
      blockEventLoop(700);
      await turn();
    }
    await say(person, WORLD_CONVERSATION_ID, "after the wait");
    await eventually(() => expect(room.texts()).toContain("after the wait"));
    expect(room.closed).toEqual([]);
  });

  test("by its database pool closes only sockets that lost a permission", async () => {
    const [stays, leaves] = [await signUp(rally), await signUp(rally)];
    const rooms = [
      await openRoom(rally, stays.token, world),
      await openRoom(rally, leaves.token, world),
    ];
    const unlock = await lock("memberships");
    const waiting = Array.from({ length: 20 }, () => stays.ask(listConversations));
    try {
      await endSessionOf(leaves);
      await expectClosedWithinASecond([rally], leaves.id, closeCodes.unauthenticated);
      await eventually(() => expect(rooms[1]?.closed).toEqual([closeCodes.unauthenticated]));
      expect(rooms[0]?.closed).toEqual([]);
    } finally {
      await unlock();
      await Promise.all(waiting);
    }
  });
});

describe("while permissions cannot be checked", () => {
  test("[S11] committed messages are held back, and never reach a user who lost theirs", async () => {
    const [stays, leaves] = [await signUp(rally), await signUp(rally)];
    const rooms = [
      await openRoom(rally, stays.token, world),
      await openRoom(rally, leaves.token, world),
    ];
    // The changes that an earlier test held back are checked by now.
    await eventually(async () =>
      expect(await metric(rally, "rally_permission_age_seconds")).toBeLessThan(0.9),
    );
    const unlock = await stopPolls();
    try {
      await endSessionOf(leaves);
      await eventually(async () =>
        expect(await metric(rally, "rally_permission_age_seconds")).toBeGreaterThan(1),
      );
      await say(stays, WORLD_CONVERSATION_ID, "only for those who may read it");
      // A plain request is answered meanwhile, so all frames sent before it have arrived.
      await stays.ask(listConversations);
      expect(rooms.map(({ texts }) => texts())).not.toContainEqual(
        expect.arrayContaining(["only for those who may read it"]),
      );
      expect(rooms.map(({ closed }) => closed)).toEqual([[], []]);
    } finally {
      await unlock();
    }
    await eventually(() => expect(rooms[0]?.texts()).toContain("only for those who may read it"));
    await eventually(() => expect(rooms[1]?.closed).toEqual([closeCodes.unauthenticated]));
    expect(rooms[1]?.texts()).not.toContain("only for those who may read it");
    expect(rooms[0]?.closed).toEqual([]);
  });

  test("[S11] awareness is held back too, and never reaches a user who lost theirs", async () => {
    const [stays, leaves] = [await signUp(rally), await signUp(rally)];
    const rooms = [
      await openRoom(rally, stays.token, world),
      await openRoom(rally, leaves.token, world),
    ];
    const seen: unknown[] = [];
    rooms[1]?.provider.awareness.on("change", () => seen.push(...(rooms[1]?.others() ?? [])));
    const typing = expect.objectContaining({ typing: true, user: stays.id }) as unknown;
    // The changes that an earlier test held back are checked by now.
    await eventually(async () =>
      expect(await metric(rally, "rally_permission_age_seconds")).toBeLessThan(0.9),
    );
    const unlock = await stopPolls();
    try {
      await endSessionOf(leaves);
      await eventually(async () =>
        expect(await metric(rally, "rally_permission_age_seconds")).toBeGreaterThan(1),
      );
      rooms[0]?.provider.awareness.setLocalState({ typing: true });
      // Plain requests are answered meanwhile, so all frames sent before them have arrived.
      for (let round = 0; round < 5; round += 1) await stays.ask(listConversations);
      expect(rooms[1]?.closed).toEqual([]);
    } finally {
      await unlock();
    }
    await eventually(() => expect(rooms[1]?.closed).toEqual([closeCodes.unauthenticated]));
    expect(seen).not.toContainEqual(typing);
    const third = await openRoom(rally, (await signUp(rally)).token, world);
    await eventually(() => expect(third.others()).toContainEqual(typing));
  });

  test("a server without sockets logs nothing about closing any", async () => {
    const empty = await startTestRally({
      limits: { databaseUnreachable: 500, reconnectSpread: 500 },
    });
    const unlock = await stopPolls(empty);
    try {
      await eventually(async () =>
        expect(await metric(empty, "rally_permission_age_seconds")).toBeGreaterThan(2),
      );
    } finally {
      await unlock();
    }
    expect(empty.errors).toEqual([]);
    await empty.close();
  });

  test("sockets are closed only after a while, with a code that means try again", async () => {
    const person = await signUp(brief);
    const room = await openRoom(brief, person.token, world);
    const unlock = await lock("change_feed", brief);
    const lockedAt = performance.now();
    try {
      await eventually(() => expect(room.closed[0]).toBe(closeCodes.goingDown));
      expect(performance.now() - lockedAt).toBeGreaterThan(1_500);
    } finally {
      await unlock();
    }
    await eventually(async () =>
      expect(await metric(brief, "rally_permission_age_seconds")).toBeLessThan(1),
    );
    expect(brief.errors.splice(0)).toEqual(["closing sockets: the database is unreachable"]);
  });
});

describe("a session that expires", () => {
  test("[S11] while unused closes its sockets within a second", async () => {
    const person = await signUp(brief);
    const room = await openRoom(brief, person.token, world);
    const { expires_at: expiresAt } = (await sessionOf(person, brief))!;
    await eventually(() => expect(room.closed).toEqual([closeCodes.unauthenticated]));
    await expectWithinASecond(
      [brief],
      expiresAt.getTime(),
      ({ user, code }) => user === person.id && code === closeCodes.unauthenticated,
    );
  });

  test("later than before keeps its sockets until then", async () => {
    const person = await signUp(brief);
    const room = await openRoom(brief, person.token, world);
    const until = new Date(Date.now() + 60_000);
    await brief.database("sessions").where("user_id", person.id).update({ expires_at: until });
    const other = await signUp(brief);
    const ending = await openRoom(brief, other.token, world);
    await eventually(() => expect(ending.closed).toEqual([closeCodes.unauthenticated]));
    expect(room.closed).toEqual([]);
  });

  test("[S11] sooner than before closes its sockets within a second", async () => {
    const person = await signUp(rally);
    const room = await openRoom(rally, person.token, world);
    const soon = new Date(Date.now() + 500);
    await rally.database("sessions").where("user_id", person.id).update({ expires_at: soon });
    await eventually(() => expect(room.closed).toEqual([closeCodes.unauthenticated]));
    await expectWithinASecond(
      [rally],
      soon.getTime(),
      ({ user, code }) => user === person.id && code === closeCodes.unauthenticated,
    );
  });
});

test("the servers report no error", () => {
  expect([...rally.errors, ...brief.errors]).toEqual([]);
});
