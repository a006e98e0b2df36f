import { limits } from "@rally/shared/limits";
import { listNotifications } from "@rally/shared/notifications";
import { listUserChanges } from "@rally/shared/conversations";
import { writeNotifications } from "@rally/shared/server/notifications";
import { createLocalBus } from "@rally/shared/server/bus";
import { RemotePresence } from "@rally/sync-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plansOf, say, signUp, startTestRally, talk, type TestPerson } from "../testing/index.js";
import { countUnread, newestNotifications, notificationsBetween, readLately } from "./list.js";
import { processMarkers } from "./markers.js";
import { processBatch } from "./message-batch.js";
import { claimDue } from "../push/index.js";

const rally = await startTestRally({ limits: { notificationGather: 3_600_000 } });
afterAll(() => rally.close());
const { database } = rally;
let one: TestPerson;
let other: TestPerson;
let conversation: string;

/** 10,000 notifications of the user, and as many of others. */
beforeAll(async () => {
  [one, other] = [await signUp(rally), await signUp(rally)];
  conversation = await talk(one, other);
  for (const { id } of [one, other]) {
    await database.raw(
      `insert into notifications (id, user_id, key, kind, conversation_id, seq, at, read_at, version)
        select gen_random_uuid(), :id, 'mention:' || n, 'mention', :conversation, n,
          now() - n * interval '1 minute', case when n > 40 then now() end, n + 100
        from generate_series(1, 10000) n`,
      { id, conversation },
    );
    await database("users").where({ id }).update({ version: 10_200 });
  }
  await database.raw("analyze");
});

const isOfNotifications = (sql: string): boolean =>
  sql.includes("notifications") && /^\s*(select|update|insert|delete|with)/i.test(sql);

const presence = new RemotePresence(createLocalBus(), { to: "all", silence: 40_000 });
afterAll(() => presence.close());

test.each<[string, () => Promise<unknown>]>([
  ["the newest page", () => newestNotifications(database, one.id, { limit: 50 })],
  [
    "an older page",
    async () => {
      const { next } = await newestNotifications(database, one.id, { limit: 50 });
      return newestNotifications(database, one.id, { before: next, limit: 50 });
    },
  ],
  [
    "the changes since a version",
    () => notificationsBetween(database, one.id, { since: 10_000, upTo: 20_000, limit: 100 }),
  ],
  ["the unread count", () => countUnread(database, one.id)],
  ["recently read notifications", () => readLately(database, one.id)],
  ["notifications due to be pushed", () => claimDue(database, 1_000, 20)],
  ["notifications up to a marker", () => processMarkers(database, [[conversation, one.id]])],
  [
    "new messages",
    async () => {
      await say(one, conversation, "hello");
      await processBatch({ database, presence, limits }, [conversation]);
    },
  ],
])("%s is found by index among 10,000 notifications", async (_what, run) => {
  const plans = await plansOf(database, run, isOfNotifications);
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on notifications/);
});

test("pages have all notifications, however many there are", async () => {
  const { data, meta } = await one.call(listNotifications, { query: { limit: 100 } });
  expect(data).toHaveLength(100);
  expect(meta.unread).toBeGreaterThanOrEqual(40);
  let since: number | undefined = 100;
  const seen = new Set<string>();
  while (since !== undefined) {
    const page: Awaited<ReturnType<typeof one.call<typeof listUserChanges>>> = await one.call(
      listUserChanges,
      { query: { since, limit: 100 } },
    );
    for (const row of page.data) if (row.type === "notification") seen.add(row.notification.id);
    since = page.meta.next;
  }
  expect(seen.size).toBeGreaterThanOrEqual(10_000);
});

test("keeps the newest notifications of each user, whatever else increments the version", async () => {
  let written = 0;
  for (const { id } of [one, other]) {
    const count = async (): Promise<number> =>
      (await database("notifications").where("user_id", id).select("id")).length;
    expect(await count()).toBeGreaterThan(limits.notificationsKept + 1_000);
    // Trims are random: the chance that none follows 3,000 notifications is one in 10^20 runs.
    for (let n = 0; n < 3_000 && (await count()) > limits.notificationsKept + 100; n += 10) {
      // Other changes take the versions in between: no notification takes a multiple of 64.
      await database("users")
        .where({ id })
        .update({ version: 20_000 * 64 + 64 * written + 1 });
      const drafts = Array.from({ length: 10 }, () => ({
        ...{ userId: id, kind: "moderation" as const, key: `new ${(written += 1)}` },
      }));
      await database.transaction((trx) => writeNotifications(trx, { drafts }));
    }
    const kept = await count();
    expect(kept).toBeGreaterThanOrEqual(limits.notificationsKept);
    expect(kept).toBeLessThanOrEqual(limits.notificationsKept + 100);
    const newest = await database("notifications").where("user_id", id).orderBy("version", "desc");
    expect(newest[0]).toMatchObject({ key: `new ${written}` });
  }
});
