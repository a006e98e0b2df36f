import type { ErrorCode } from "@rally/shared/errors";
import * as routes from "@rally/shared/games";
import { listNotifications } from "@rally/shared/notifications";
import { blockUser } from "@rally/shared/relationships";
import { afterAll, afterEach, expect, test } from "vitest";
import {
  accepted,
  eventually,
  openMatch,
  runCommand,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

// Matches belong to the process that pairs their players: either of the two.
const left = await startTestRally({ shared: true });
const right = await startTestRally({ beside: left });
afterAll(async () => {
  await right.close();
  await left.close();
});
const { database } = left;
afterEach(async () => {
  await database("game_queue").delete();
});

const game = "connect-four" as const;
const join = (by: TestPerson, at = left) => by.call(routes.joinQueueRoute, { body: { game } }, at);
const waiting = async (by: TestPerson) => (await by.call(routes.readQueue)).data;
const matchOf = async (by: TestPerson) => (await by.call(routes.currentMatch)).data;

function expectRefusal({ body }: { body: unknown }, code: ErrorCode): void {
  expect(body).toMatchObject({ success: false, error: { code } });
}

/** Lets a user wait for a game at once, as if for some time, with a rating. */
const enter = (by: TestPerson, rating: number, seconds = 0) =>
  database("game_queue").insert({
    ...{ user_id: by.id, game, rating },
    joined_at: new Date(Date.now() - 1_000 * seconds),
  });

async function expectPaired(one: TestPerson, other: TestPerson): Promise<string> {
  const match = await eventually(async () => {
    const found = await matchOf(one);
    expect(found).not.toBeNull();
    return found;
  });
  const ids = match?.players.map((player) => player?.id).sort();
  expect(ids).toEqual([one.id, other.id].sort());
  return match?.id ?? "";
}

test("two who join at different processes get a match, which both can open", async () => {
  const [one, other] = [await signUp(left), await signUp(left)];
  const { data } = await join(one, left);
  expect(data).toMatchObject({ game, joinedAt: expect.any(Number) as number });
  await join(other, right);
  const matchId = await expectPaired(one, other);
  expect([await waiting(one), await waiting(other)]).toEqual([null, null]);
  const clients = [openMatch(right, one, matchId), openMatch(left, other, matchId)];
  for (const client of clients) await client.message("started");
  for (const person of [one, other]) {
    const list = await person.call(listNotifications);
    expect(list.data.filter(({ kind }) => kind === "match_started")).toHaveLength(1);
  }
  // The next one to join learns how long these two have waited.
  const third = await signUp(left);
  expect((await join(third)).data.estimatedWait).toBeGreaterThanOrEqual(0);
});

test("joining again keeps the place, another game is refused, and leaving ends it", async () => {
  const one = await signUp(left);
  const first = (await join(one)).data;
  expect((await join(one)).data.joinedAt).toBe(first.joinedAt);
  expect(await waiting(one)).toMatchObject({ game, joinedAt: first.joinedAt });
  expectRefusal(await one.ask(routes.joinQueueRoute, { body: { game: "pong" } }), "in_queue");
  for (const was of [true, false]) {
    expect((await one.call(routes.leaveQueueRoute)).data).toEqual({ left: was });
  }
  expect(await waiting(one)).toBeNull();
  expect(await matchOf(one)).toBeNull();
});

test("a user in a match cannot join, and one whose match begins otherwise leaves", async () => {
  const [one, other, third] = [await signUp(left), await signUp(left), await signUp(left)];
  await enter(one, 1_500);
  await accepted([one, other], game);
  expectRefusal(await other.ask(routes.joinQueueRoute, { body: { game } }), "in_match");
  await join(third);
  await eventually(async () => expect(await waiting(one)).toBeNull());
  expect(await matchOf(third)).toBeNull();
});

test("[S14] users with a block between them are not paired", async () => {
  const [one, other, third] = [await signUp(left), await signUp(left), await signUp(left)];
  await runCommand(one, blockUser.name, { userId: other.id });
  await enter(one, 1_500, 60);
  await enter(other, 1_510, 60);
  await enter(third, 1_700, 1);
  const partner = await eventually(async () => {
    const found = await matchOf(third);
    expect(found).not.toBeNull();
    return found?.players.find((player) => player?.id !== third.id)?.id;
  });
  const rest = partner === one.id ? other : one;
  expect(await matchOf(rest)).toBeNull();
  expect(await waiting(rest)).not.toBeNull();
});

test("who has not asked for a while, is banned or deleted is not paired", async () => {
  const [gone, banned, here] = [await signUp(left), await signUp(left), await signUp(left)];
  await enter(gone, 1_500, 60);
  await database("game_queue").update({ seen_at: new Date(Date.now() - 31_000) });
  await enter(banned, 1_500, 60);
  await database("users").where("id", banned.id).update({ banned_at: new Date() });
  await join(here);
  await eventually(async () => {
    expect(await database("game_queue").select("user_id")).toEqual([{ user_id: here.id }]);
  });
  expect(await matchOf(here)).toBeNull();
  expect(await waiting(gone)).toBeNull();
});

test("of several, the one who has waited longest is paired first", async () => {
  const [long, middle, short] = [await signUp(left), await signUp(left), await signUp(left)];
  await database.transaction(async (trx) => {
    for (const [by, rating, seconds] of [
      [long, 1_400, 28],
      [middle, 1_500, 0],
      [short, 1_560, 0],
    ] as const) {
      await trx("game_queue").insert({
        ...{ user_id: by.id, game, rating },
        joined_at: new Date(Date.now() - 1_000 * seconds),
      });
    }
  });
  await expectPaired(long, middle);
  expect(await matchOf(short)).toBeNull();
});
