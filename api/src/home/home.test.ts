import { createChallengeRoute, type GameId } from "@rally/shared/games";
import { readHome } from "@rally/shared/home";
import { newId } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import { createLocalBus } from "@rally/shared/server/bus";
import { RemotePresence } from "@rally/sync-server";
import { afterAll, describe, expect, test } from "vitest";
import {
  befriend,
  eventually,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";
import { homeOf } from "./home.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const home = async (person: TestPerson, query: Record<string, string | number> = {}) =>
  (await person.call(readHome, { query })).data;

describe("home", () => {
  test("of a new user is complete and empty", async () => {
    const nothing = { rows: [], total: 0 };
    expect(await home(await signUp(rally))).toEqual({
      conversations: nothing,
      friends: { ...nothing, online: 0 },
      requests: nothing,
      notifications: nothing,
      challenges: nothing,
      matches: { rows: [] },
    });
  });

  test("[S10] lists the conversations with unread messages, latest first", async () => {
    const me = await signUp(rally);
    const [first, second, third] = [await signUp(rally), await signUp(rally), await signUp(rally)];
    const ids = [await talk(me, first), await talk(me, second), await talk(me, third)];
    await say(second, ids[1] ?? "", "one");
    await say(first, ids[0] ?? "", "two");
    await say(first, ids[0] ?? "", "three");
    await say(me, ids[2] ?? "", "my own");
    const { conversations } = await home(me);
    expect(conversations?.total).toBe(2);
    expect(conversations?.rows.map(({ id, unread }) => [id, unread])).toEqual([
      [ids[0], 2],
      [ids[1], 1],
    ]);
    expect(conversations?.rows[0]?.partner?.id).toBe(first.id);
  });

  test("lists friends, online ones first, and incoming friend requests", async () => {
    const me = await signUp(rally);
    const [here, gone, asking] = [await signUp(rally), await signUp(rally), await signUp(rally)];
    await befriend(rally, me, gone);
    await befriend(rally, me, here);
    await rally
      .database("friend_changes")
      .insert({ user_id: me.id, other_id: asking.id, version: 9, state: "received" });
    await openRoom(rally, here.token, roomName("user", here.id));
    await eventually(async () => {
      const { friends } = await home(me);
      expect(friends?.rows.map(({ user, presence }) => [user.id, presence])).toEqual([
        [here.id, "online"],
        [gone.id, "offline"],
      ]);
      expect(friends).toMatchObject({ total: 2, online: 1 });
    });
    const { requests } = await home(me);
    expect(requests?.total).toBe(1);
    expect(requests?.rows[0]?.user).toEqual({
      id: asking.id,
      username: asking.user.username,
      displayName: asking.user.displayName,
    });
  });

  test("returns each part page by page, without gaps or duplicates", async () => {
    const me = await signUp(rally);
    await crowd(me, 7);
    const seen: string[] = [];
    let after: number | undefined = 0;
    while (after !== undefined) {
      const { friends, ...others }: Awaited<ReturnType<typeof home>> = await home(me, {
        part: "friends",
        limit: 3,
        after,
      });
      expect(others).toEqual({});
      seen.push(...(friends?.rows.map(({ user }) => user.id) ?? []));
      after = friends?.next;
    }
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
  });

  test("lists open challenges to the user, and the newest five of their ended matches", async () => {
    const [me, other] = [await signUp(rally), await signUp(rally)];
    const challenge = (from: TestPerson, to: TestPerson, game: GameId) =>
      from.call(createChallengeRoute, { body: { game, opponent: to.id } });
    await challenge(other, me, "pong");
    await challenge(me, other, "connect-four");
    const ids = Array.from({ length: 7 }, newId).sort();
    await rally.database("matches").insert(
      ids.map((id, index) => ({
        ...{ id, game: "connect-four", settings: {}, seed: 1, rated: false, score: [1, 0] },
        ...{ first_id: index % 2 ? me.id : other.id, second_id: index % 2 ? other.id : me.id },
        ...{ state: "finished", ended_at: new Date(), winner: 0, reason: "rules" },
        ...{ steps: 0, inputs: "[]" },
      })),
    );
    const { challenges, matches } = await home(me);
    expect(challenges).toMatchObject({ total: 1, rows: [{ game: "pong", by: { id: other.id } }] });
    expect(challenges).not.toHaveProperty("next");
    expect(matches?.rows.map(({ id }) => id)).toEqual(ids.slice(2).reverse());
    expect((await home(await signUp(rally))).matches?.rows).toEqual([]);
  });

  test("executes as many queries for 200 rows of each part as for one", async () => {
    const presence = new RemotePresence(createLocalBus(), { to: "all", silence: 1_000 });
    const queriesFor = async (person: TestPerson): Promise<number> => {
      const { database } = rally;
      let queries = 0;
      const count = (): void => {
        queries += 1;
      };
      database.on("query", count);
      const read = { database, presence, userId: person.id, after: 0, limit: 100 };
      const { friends, conversations, requests } = await homeOf(read);
      database.off("query", count);
      expect([friends?.total, conversations?.total, requests?.total].every(Boolean)).toBe(true);
      return queries;
    };
    const [few, many] = [await signUp(rally), await signUp(rally)];
    await crowd(few, 1);
    await crowd(many, 200);
    const queries = await queriesFor(few);
    expect(await queriesFor(many)).toBe(queries);
    expect(queries).toBeLessThanOrEqual(10);
    presence.close();
  });
});

/** Inserts `count` friends, conversations with unread messages, and friend requests by SQL. */
async function crowd(person: TestPerson, count: number): Promise<void> {
  const { database } = rally;
  const made = Array.from({ length: count }, () => [newId(), newId(), newId()] as const);
  const users = made.flatMap(([friend, asking]) => [friend, asking]);
  await database("users").insert(
    users.map((id) => ({
      id,
      username: `c_${id.slice(-12)}`,
      display_name: "Somebody",
      email: `${id}@example.org`,
      password_hash: "",
      role: "member",
    })),
  );
  await database("friend_changes").insert(
    made.flatMap(([friend, asking]) => [
      { user_id: person.id, other_id: friend, version: 1, state: "friends" },
      { user_id: person.id, other_id: asking, version: 1, state: "received" },
    ]),
  );
  await database("conversations").insert(
    made.map(([, , id]) => ({
      id,
      kind: "direct",
      version: 1,
      last_seq: 1,
      member_count: 2,
      epoch: 1,
    })),
  );
  await database("memberships").insert(
    made.flatMap(([friend, , id]) =>
      [person.id, friend].map((user) => ({ conversation_id: id, user_id: user })),
    ),
  );
  await database("messages").insert(
    made.map(([friend, , id]) => ({
      id: newId(),
      conversation_id: id,
      seq: 1,
      version: 1,
      sent_version: 1,
      author_id: friend,
      content: JSON.stringify({ kind: "text", body: "hello" }),
      command_hash: Buffer.alloc(1),
      created_at: new Date(),
    })),
  );
}
