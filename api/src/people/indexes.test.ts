import { writeNotifications } from "@rally/shared/server/notifications";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plansOf, signUp, startTestRally } from "../testing/index.js";
import { byIds, byName, search } from "./search.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const { database } = rally;
const [me, other] = [await signUp(rally), await signUp(rally)];

/** 10,000 users, each of whom has blocked two others. */
beforeAll(async () => {
  await database.raw(
    `insert into users (id, username, display_name, email, password_hash, role)
     select gen_random_uuid(), 'p' || n, 'Person ' || n, 'p' || n || '@example.org', '', 'member'
     from generate_series(1, 10000) n`,
  );
  await database.raw(
    `with numbered as (select id, row_number() over () as n from users)
     insert into blocks (blocker_id, blocked_id)
     select a.id, b.id from numbered a
     join numbered b on b.n in (a.n * 7 % 10000, a.n * 31 % 10000) and b.n <> a.n
     on conflict do nothing`,
  );
  await database.raw("analyze");
});

const draft = { userId: me.id, kind: "mention", key: "k", from: other.id } as const;

test.each<[string, () => Promise<unknown>]>([
  ["a user by username", () => byName(database, me.id, "p77")],
  ["users by ids", () => byIds(database, me.id, [other.id])],
  ["all users, in the order of names", () => search(database, me.id, { text: "", limit: 20 })],
  [
    "users whose names start with a common prefix",
    () => search(database, me.id, { text: "person", limit: 20 }),
  ],
  [
    "users whose names start with a prefix",
    () => search(database, me.id, { text: "p77", limit: 20 }),
  ],
  [
    "users to notify",
    () => database.transaction((trx) => writeNotifications(trx, { drafts: [draft] })),
  ],
])("%s is found by an index among 10,000 users", async (_what, find) => {
  const plans = await plansOf(database, find, (sql) => /users|blocks/.test(sql));
  expect(plans.length).toBeGreaterThan(0);
  expect(plans.join()).not.toMatch(/Seq Scan on (users|blocks)/);
});
