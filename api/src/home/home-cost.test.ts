import { createLocalBus } from "@rally/shared/server/bus";
import { RemotePresence } from "@rally/sync-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plansOf, signUp, startTestRally } from "../testing/index.js";
import { homeOf } from "./home.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const { database } = rally;
const me = await signUp(rally);
const presence = new RemotePresence(createLocalBus(), { to: "all", silence: 1_000 });
afterAll(() => presence.close());

/** 10,000 users, one in a hundred of whom is a friend, and as many have sent a friend request. */
beforeAll(async () => {
  await database.raw(
    `insert into users (id, username, display_name, email, password_hash, role)
     select gen_random_uuid(), 'p' || n, 'Person ' || n, 'p' || n || '@example.org', '', 'member'
     from generate_series(1, 10000) n`,
  );
  await database.raw(
    `with numbered as (select id, row_number() over () as n from users where id <> :me)
     insert into friend_changes (user_id, other_id, version, state, at)
     select :me, id, n, case when n % 100 = 0 then 'friends' else 'received' end,
       now() - n * interval '1 minute'
     from numbered where n % 100 < 2`,
    { me: me.id },
  );
  await database.raw("analyze");
});

const read = { database, presence, userId: me.id, after: 0, limit: 20 };

test.each(["friends", "requests"] as const)(
  "%s are looked up by index among 10,000 users",
  async (part) => {
    const plans = await plansOf(database, () => homeOf(read, part));
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.join()).not.toMatch(/Seq Scan on users/);
  },
);

test("reads only one page of friend requests, and the pages have no gap", async () => {
  let most = 0;
  const count = (rows: unknown): void => {
    most = Math.max(most, Array.isArray(rows) ? rows.length : 0);
  };
  database.on("query-response", count);
  const seen: number[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const { requests } = await homeOf({ ...read, after }, "requests");
    expect(requests?.total).toBe(100);
    seen.push(...(requests?.rows.map(({ at }) => at) ?? []));
    after = requests?.next;
  }
  database.off("query-response", count);
  expect(most).toBe(20);
  expect(new Set(seen).size).toBe(100);
  expect(seen).toEqual([...seen].sort((one, other) => other - one));
});
