import { runCommands } from "@rally/shared/commands";
import { listUserChanges } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { blockUser } from "@rally/shared/relationships";
import { listPresence, setPresence } from "@rally/shared/presence";
import { pokeSchema, roomName, type Poke } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  befriend,
  eventually,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type OpenRoom,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";

const quick = { pokeInterval: 100, lastSeenInterval: 200, watchedPeople: 30 };
const rally = await startTestRally({ shared: true, limits: quick });
const beside = await startTestRally({ beside: rally, limits: quick });
afterAll(async () => {
  await beside.close();
  await rally.close();
});

const enter = (person: TestPerson, on: TestRally = rally) =>
  openRoom(on, person.token, roomName("user", person.id));

const pokeOf = (room: OpenRoom): Poke => pokeSchema.parse(room.others()[0]).poke;

const run = async (person: TestPerson, name: string, input: object): Promise<void> => {
  const command = { id: newId(), name, input };
  const { data } = await person.call(runCommands, { body: { commands: [command] } });
  expect(data[0]).toMatchObject({ success: true });
};
const hide = (person: TestPerson, appearsOffline = true) =>
  run(person, setPresence.name, { appearsOffline });

const seenBy = async (person: TestPerson, other: TestPerson) => {
  const { data } = await person.call(listPresence, { query: { id: other.id } });
  return data.map(({ userId: _userId, ...sighting }) => sighting)[0];
};

async function friends(): Promise<[TestPerson, TestPerson]> {
  const [one, two] = [await signUp(rally), await signUp(rally)];
  await befriend(rally, one, two);
  return [one, two];
}

describe("a friend's presence", () => {
  test("is shown although the two have never written to each other, on any server", async () => {
    const [one, two] = await friends();
    const mine = await enter(one);
    const theirs = await enter(two, beside);
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [two.id]: "online" }));
    await eventually(() => expect(pokeOf(theirs).presence).toEqual({ [one.id]: "online" }));
    await eventually(async () => expect(await seenBy(one, two)).toEqual({ presence: "online" }));
  });

  test("starts and ends with the friendship while both are online", async () => {
    const [one, two] = [await signUp(rally), await signUp(rally)];
    const [mine, theirs] = [await enter(one), await enter(two)];
    await befriend(rally, one, two);
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [two.id]: "online" }));
    await befriend(rally, one, two, "none");
    await eventually(() => expect(pokeOf(mine).presence).toEqual({}));
    await eventually(() => expect(pokeOf(theirs).presence).toEqual({}));
    expect(await seenBy(one, two)).toBeUndefined();
  });

  test("counts several devices once, with the most active one", async () => {
    const [one, two] = await friends();
    const mine = await enter(one);
    const devices = [await enter(two), await enter(two, beside)];
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [two.id]: "online" }));
    devices[0]?.provider.awareness.setLocalState({ away: true });
    devices[1]?.provider.awareness.setLocalState({ away: true });
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [two.id]: "away" }));
    devices[0]?.leave();
    await eventually(async () => expect(await seenBy(one, two)).toEqual({ presence: "away" }));
    devices[1]?.leave();
    await eventually(() => expect(pokeOf(mine).presence).toEqual({}));
  });

  test("is the time they were last seen, once they are gone", async () => {
    const [one, two] = await friends();
    const from = Date.now();
    (await enter(two)).leave();
    await eventually(async () => {
      const seen = await seenBy(one, two);
      expect(seen?.presence).toBe("offline");
      expect(seen?.lastSeenAt).toBeGreaterThan(from - 1_000);
    });
  });

  test("[S14] is hidden from users with a block between them, including the time they were last seen", async () => {
    const [one, two] = await friends();
    (await enter(two)).leave();
    await eventually(async () => expect((await seenBy(one, two))?.lastSeenAt).toBeDefined());
    await run(two, blockUser.name, { userId: one.id });
    expect(await seenBy(one, two)).toBeUndefined();
    expect(await seenBy(two, one)).toBeUndefined();
  });

  test("is hidden from users who are neither friend nor partner", async () => {
    const [one, two] = await friends();
    const stranger = await signUp(rally);
    await enter(two);
    await eventually(async () => expect(await seenBy(one, two)).toEqual({ presence: "online" }));
    expect(await seenBy(stranger, two)).toBeUndefined();
    const conversation = await talk(stranger, two);
    await say(stranger, conversation, "hello?");
    expect(await seenBy(stranger, two)).toBeUndefined();
    await say(two, conversation, "hello");
    expect(await seenBy(stranger, two)).toEqual({ presence: "online" });
  });

  test("is shown to a partner after the first reply, not after a conversation was only opened", async () => {
    const [stranger, two] = [await signUp(rally), await signUp(rally)];
    const [theirs, mine] = [await enter(stranger, beside), await enter(two)];
    const conversation = await talk(stranger, two);
    await say(stranger, conversation, "hello?");
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [stranger.id]: "online" }));
    expect(pokeOf(theirs).presence).toEqual({});
    await say(two, conversation, "hello");
    await eventually(() => expect(pokeOf(theirs).presence).toEqual({ [two.id]: "online" }));
  });
});

describe("appearing offline", () => {
  test("applies to pokes, queries, rooms and stored data, on every server", async () => {
    const [one, two] = await friends();
    const id = await talk(one, two);
    const room = roomName("conversation", id);
    const mine = await enter(one);
    const inRoom = await openRoom(rally, one.token, room);
    await enter(two, beside);
    const theirs = await openRoom(beside, two.token, room);
    theirs.provider.awareness.setLocalState({ typing: true });
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [two.id]: "online" }));
    await eventually(() => expect(inRoom.others()).toEqual([{ typing: true, user: two.id }]));

    await hide(two);
    await eventually(() => expect(pokeOf(mine).presence).toEqual({}), 1_000);
    await eventually(() => expect(inRoom.others()).toEqual([]), 1_000);
    expect(await seenBy(one, two)).toBeUndefined();
    const seen: unknown[] = [];
    inRoom.provider.awareness.on("change", () => seen.push(...inRoom.others()));
    theirs.provider.awareness.setLocalState({ typing: false });
    const again = await enter(two);
    again.leave();
    const late = await openRoom(beside, one.token, room);
    await hide(two, false);
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [two.id]: "online" }));
    for (const reader of [inRoom, late]) {
      await eventually(() =>
        expect(reader.others()).toContainEqual({ typing: false, user: two.id }),
      );
    }
    expect(seen.filter((state) => JSON.stringify(state).includes("true"))).toEqual([]);
  });

  test("applies to users who connect later, and stores no time of being online", async () => {
    const [one, two] = await friends();
    const mine = await enter(one);
    await hide(two);
    const theirs = await enter(two, beside);
    await eventually(async () => {
      const [row] = await rally
        .database<{ id: string; last_seen_at: Date | null }>("users")
        .where("id", one.id);
      // The presence of visible users has been stored meanwhile.
      expect(row?.last_seen_at).toBeInstanceOf(Date);
    });
    theirs.leave();
    const witness = await signUp(rally);
    await befriend(rally, one, witness);
    const other = await enter(witness, beside);
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [witness.id]: "online" }));
    other.leave();
    await eventually(async () => expect((await seenBy(one, witness))?.lastSeenAt).toBeDefined());
    const [row] = await rally
      .database<{ id: string; last_seen_at: Date | null }>("users")
      .where("id", two.id);
    expect(row?.last_seen_at).toBeNull();
  });

  test("is pulled by all of the user's devices, once", async () => {
    const [one] = await friends();
    const before = await one.call(listUserChanges, { query: { since: 0 } });
    expect(before.data.filter(({ type }) => type === "presence")).toEqual([]);
    await hide(one);
    await hide(one);
    const { data, meta } = await one.call(listUserChanges, {
      query: { since: before.meta.version },
    });
    expect(data).toEqual([
      { type: "presence", version: before.meta.version + 1, appearsOffline: true },
    ]);
    expect(meta.version).toBe(before.meta.version + 1);
  });
});

describe("with a thousand friends", () => {
  test("[S12] shows only the most recently seen ones, in one poke per interval", async () => {
    const one = await signUp(rally);
    const ids = await seedFriends(rally, one, 1_000);
    const recent = ids.slice(0, 20);
    await rally.database("users").whereIn("id", recent).update({ last_seen_at: new Date() });
    const mine = await enter(one);
    let frames = 0;
    mine.provider.awareness.on("update", () => (frames += 1));
    const tokens = await tokensFor(rally, ids);
    const begun = performance.now();
    const rooms = await Promise.all(
      [...recent, ...ids.slice(500, 520)].map((id) =>
        openRoom(beside, tokens.get(id) ?? "", roomName("user", id)),
      ),
    );
    await eventually(() =>
      expect(Object.keys(pokeOf(mine).presence)).toEqual(expect.arrayContaining(recent)),
    );
    const { presence } = pokeOf(mine);
    const shown = Object.keys(presence).length;
    expect(shown).toBeLessThanOrEqual(quick.watchedPeople);
    // The bytes per user leave room in a poke for all users who are watched by default.
    const bytesEach = JSON.stringify(presence).length / shown;
    expect(bytesEach).toBeLessThanOrEqual(limits.awarenessBytes / limits.watchedPeople);
    const intervals = (performance.now() - begun) / quick.pokeInterval;
    expect(frames).toBeLessThanOrEqual(intervals + 2);
    for (const room of rooms) room.leave();
  });
});

/** Inserts old friendships by SQL. */
async function seedFriends(on: TestRally, person: TestPerson, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  await on.database("users").insert(
    ids.map((id, index) => ({
      id,
      username: `friend_${index}`,
      display_name: `Friend ${index}`,
      email: `friend_${index}@example.org`,
      password_hash: "",
      role: "member",
      version: 1,
    })),
  );
  await on
    .database("friend_changes")
    .insert(ids.map((id) => ({ user_id: person.id, other_id: id, version: 1, state: "friends" })));
  return ids;
}

async function tokensFor(on: TestRally, ids: readonly string[]): Promise<Map<string, string>> {
  const sessions = ids.map((id) => ({
    id: newId(),
    user_id: id,
    nonce: Buffer.alloc(1),
    expires_at: new Date(Date.now() + 3_600_000),
  }));
  await on.database("sessions").insert(sessions);
  return new Map(
    sessions.map(({ id, user_id }) => [
      user_id,
      on.tokens.signAccess({ userId: user_id, sessionId: id }).token,
    ]),
  );
}
