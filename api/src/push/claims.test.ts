import { newId } from "@rally/shared/ids";
import { subscribeToPush } from "@rally/shared/push";
import { makeVapidKeys } from "@rally/shared/server/config";
import type { Database } from "@rally/shared/server/database";
import { afterAll, expect, test } from "vitest";
import {
  eventually,
  signUp,
  startPushService,
  startTestRally,
  type PushDevice,
  type TestPerson,
} from "../testing/index.js";
import { claimDue, settlePush } from "./due.js";

const service = await startPushService();
const push = { vapid: makeVapidKeys(), hosts: [service.host], ca: service.ca };
const rally = await startTestRally({ shared: true, push });
const beside = await startTestRally({ beside: rally, push });
afterAll(async () => {
  await beside.close();
  await rally.close();
  await service.close();
});
const { database } = rally;

async function personWithDevice(): Promise<[TestPerson, PushDevice]> {
  const person = await signUp(rally);
  const device = service.device();
  await person.call(subscribeToPush, { body: device.subscription });
  return [person, device];
}

/** Inserts notifications of a user that are due to be pushed. @returns their ids */
async function addDue(source: Database, person: TestPerson, count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => ({
    ...{ id: newId(), user_id: person.id, key: `test ${index}`, kind: "moderation" },
    ...{ version: 1_000 + index, push_due: new Date(0) },
  }));
  await source("notifications").insert(rows);
  return rows.map(({ id }) => id);
}

const settled = (person: TestPerson) =>
  eventually(async () => {
    const waiting = database("notifications").where("user_id", person.id).whereNotNull("push_due");
    expect(await waiting).toEqual([]);
  }, 30_000);

test("two processes never push the same notification", async () => {
  const some = await Promise.all(Array.from({ length: 5 }, personWithDevice));
  const ids = await Promise.all(some.map(([person]) => addDue(database, person, 12)));
  for (const [place, [person, device]] of some.entries()) {
    await settled(person);
    expect(device.pushed.map(({ message }) => message.id).sort()).toEqual(ids[place]?.sort());
    expect(device.asked).toBe(12);
  }
});

test("of concurrent claims each notification is in only one", async () => {
  const [person] = await personWithDevice();
  await database.transaction(async (trx) => {
    // Not visible to other transactions until they are claimed.
    const ids = await addDue(trx, person, 3);
    const first = await claimDue(trx, 60_000, 2);
    const second = await claimDue(trx, 60_000, 2);
    const claimed = [...first, ...second].filter(({ userId }) => userId === person.id);
    expect(claimed.map(({ id }) => id).sort()).toEqual(ids.sort());
  });
});

test("notifications claimed by a dead process are pushed by another one after the claim expires", async () => {
  const [person, device] = await personWithDevice();
  // This claim is never settled, as if the process that made it had been killed.
  await database.transaction(async (trx) => {
    await addDue(trx, person, 1);
    const claimed = await claimDue(trx, 1_000, 20);
    expect(claimed.map(({ userId }) => userId)).toContain(person.id);
  });
  await settled(person);
  expect(device.asked).toBe(1);
  const rows = database("notifications").where("user_id", person.id);
  expect(await rows.pluck("push_tries")).toEqual([2]);
});

test("a process whose claim expired does not settle the claim of its successor", async () => {
  const [person] = await personWithDevice();
  await database.transaction(async (trx) => {
    await addDue(trx, person, 1);
    const [late] = (await claimDue(trx, 0, 20)).filter(({ userId }) => userId === person.id);
    const [next] = (await claimDue(trx, 60_000, 20)).filter(({ userId }) => userId === person.id);
    if (!late || !next) throw new Error("The notification was not claimed");
    await settlePush(trx, late, null);
    const waiting = trx("notifications").where("user_id", person.id).whereNotNull("push_due");
    expect(await waiting).toHaveLength(1);
    await settlePush(trx, next, null);
    expect(await waiting.clone()).toEqual([]);
  });
});

test("the servers report no error", () => {
  expect([...rally.errors, ...beside.errors]).toEqual([]);
});
