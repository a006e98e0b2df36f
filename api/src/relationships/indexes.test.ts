import { newId } from "@rally/shared/ids";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plansOf, signUp, startTestRally } from "../testing/index.js";
import { friendChanges, pageFriends } from "./friend-lists.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const me = await signUp(rally);
const ROWS = 10_000;

/** 10,000 people who know each other in pairs, and one who knows a few hundred of them. */
beforeAll(async () => {
  const { database } = rally;
  await database.raw(
    `insert into users (id, username, display_name, email, password_hash, role)
     select gen_random_uuid(), 'p' || n, 'Person ' || n, 'p' || n || '@example.org', '', 'member'
     from generate_series(1, ${ROWS}) n`,
  );
  await database.raw(
    `with numbered as (select id, row_number() over () as n from users)
     insert into friend_changes (user_id, other_id, version, state)
     select a.id, b.id, a.n, (array['friends', 'sent', 'received'])[1 + a.n % 3]
     from numbered a join numbered b on b.n = a.n + 1
     union all
     select ?::uuid, n.id, n.n, 'friends' from numbered n where n.n % 30 = 0 and n.id <> ?::uuid
     on conflict do nothing`,
    [me.id, me.id],
  );
  await database.raw(
    `insert into friendships (user_a, user_b, state, requested_by)
     select least(user_id, other_id), greatest(user_id, other_id), 'accepted', user_id
     from friend_changes on conflict do nothing`,
  );
  await database.raw("analyze");
});

test.each([
  [
    "the list of friends",
    () => pageFriends(rally.database, me.id, { states: ["friends"], limit: 100 }),
  ],
  [
    "what changed of them",
    () => friendChanges(rally.database, me.id, { since: 9_000, upTo: 20_000, limit: 101 }),
  ],
  [
    "what two are to each other",
    () =>
      rally
        .database("friendships")
        .where({ user_a: [me.id, newId()].sort()[0], user_b: [me.id, newId()].sort()[1] })
        .first(),
  ],
])("%s is found by an index among 10,000 rows", async (_what, work) => {
  const plans = await plansOf(rally.database, work);
  expect(plans).toHaveLength(1);
  expect(plans.join()).not.toMatch(/Seq Scan/);
});
