import { logout } from "@rally/shared/accounts";
import { setMarkerRoute } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { pokeSchema, roomName, type Poke } from "@rally/shared/rooms";
import { readLineage } from "@rally/shared/server/database";
import { afterAll, describe, expect, test } from "vitest";
import {
  ask,
  eventually,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type OpenRoom,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally({ limits: { pokeInterval: 400, smallRoomMembers: 12 } });
afterAll(() => rally.close());

const enter = (person: TestPerson) => openRoom(rally, person.token, roomName("user", person.id));

function pokeOf(room: OpenRoom): Poke {
  const [state, ...more] = room.others();
  expect(more).toEqual([]);
  return pokeSchema.parse(state).poke;
}

async function setup() {
  const [one, two] = [await signUp(rally), await signUp(rally)];
  return { one, two, id: await talk(one, two) };
}

describe("a user's room", () => {
  test("sends each device the lineage and the version of the user's rows first", async () => {
    const { one } = await setup();
    const lineage = await readLineage(rally.database);
    const room = await enter(one);
    await eventually(() =>
      expect(pokeOf(room)).toEqual({ lineage, version: 2, moved: {}, presence: {} }),
    );
  });

  test("names the conversation that changed and its version, whatever the change is", async () => {
    const { one, two, id } = await setup();
    const room = await enter(one);
    const { version } = await say(two, id, "hello");
    await eventually(() => expect(pokeOf(room).moved).toEqual({ [id]: version }), 1_400);
    await two.call(setMarkerRoute, { params: { id }, body: { seq: 1 } });
    await say(one, id, "hello yourself");
    await eventually(() => expect(pokeOf(room).moved).toEqual({ [id]: version + 2 }));
  });

  test("names the conversations that changed while a device was away, once it is back", async () => {
    const { one, two, id } = await setup();
    const [room, other] = [await enter(one), await enter(one)];
    room.provider.disconnect();
    const { version } = await say(two, id, "hello");
    await eventually(() => expect(pokeOf(other).moved).toEqual({ [id]: version }));
    room.provider.connect();
    await eventually(() => expect(pokeOf(room).moved).toEqual({ [id]: version }));
  });

  test("announces a conversation started by another user, and messages in it", async () => {
    const [one, two] = [await signUp(rally), await signUp(rally)];
    const room = await enter(two);
    await eventually(() => expect(pokeOf(room).version).toBe(1));
    const id = await talk(one, two);
    await eventually(() => expect(pokeOf(room).version).toBe(2), 1_400);
    await say(one, id, "hello");
    await eventually(() => expect(pokeOf(room).moved).toEqual({ [id]: 1 }));
  });

  test("does not announce conversations of others", async () => {
    const { one } = await setup();
    const others = await setup();
    const room = await enter(one);
    await say(others.two, others.id, "secret");
    const mine = await talk(one, others.one);
    await say(others.one, mine, "hello");
    await eventually(() => expect(Object.keys(pokeOf(room).moved)).toEqual([mine]));
  });

  test("[S12] pokes at most once per interval, however many messages are sent, and the last one arrives", async () => {
    const { one, two, id } = await setup();
    const room = await enter(one);
    let pokes = 0;
    room.provider.awareness.on("update", ({ updated }: { updated: number[] }) => {
      pokes += updated.filter((client) => client !== room.doc.clientID).length;
    });
    const began = performance.now();
    for (let count = 0; count < 40; count += 1) await say(two, id, `${count}`);
    await eventually(() => expect(pokeOf(room).moved).toEqual({ [id]: 40 }));
    const intervals = (performance.now() - began) / 400;
    expect(pokes).toBeGreaterThan(0);
    expect(pokes).toBeLessThanOrEqual(Math.ceil(intervals) + 1);
  });

  test("[S12] receives no pokes about the world chat once it is large", async () => {
    const people = await Promise.all(Array.from({ length: 13 }, () => signUp(rally)));
    const [one, two] = people as [TestPerson, TestPerson];
    const id = await talk(one, two);
    const room = await enter(one);
    await say(two, WORLD_CONVERSATION_ID, "hello, all");
    await say(two, id, "hello, you");
    await eventually(() => expect(pokeOf(room).moved).toEqual({ [id]: 1 }));
  });
});

describe("presence", () => {
  /** Two users who have written to each other, so that each sees the other's presence. */
  async function partners() {
    const both = await setup();
    for (const each of [both.one, both.two]) await say(each, both.id, "hi");
    return both;
  }

  test("of partners is online, away or offline, as their devices report", async () => {
    const { one, two } = await partners();
    const mine = await enter(one);
    const presence = () => pokeOf(mine).presence[two.id] ?? "offline";
    const is = (expected: string) => eventually(() => expect(presence()).toBe(expected));
    await is("offline");
    const [phone, laptop] = [await enter(two), await enter(two)];
    await is("online");
    phone.provider.awareness.setLocalState({ away: true });
    laptop.provider.awareness.setLocalState({ away: true });
    await is("away");
    laptop.provider.awareness.setLocalState({ away: false });
    await is("online");
    laptop.leave();
    await is("away");
    phone.leave();
    await is("offline");
  });

  test("stays away through pokes, which a stock client echoes", async () => {
    const { one, two, id } = await partners();
    const [mine, theirs] = [await enter(one), await enter(two)];
    const seen: (string | undefined)[] = [];
    theirs.provider.awareness.setLocalState({ away: true });
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [two.id]: "away" }));
    mine.provider.awareness.on("change", () => {
      if (mine.provider.wsconnected) seen.push(pokeOf(mine).presence[two.id]);
    });
    for (let count = 1; count <= 3; count += 1) {
      await say(one, id, `${count}`);
      for (const room of [mine, theirs]) {
        await eventually(() => expect(pokeOf(room).moved).toEqual({ [id]: count + 2 }));
      }
    }
    expect(new Set(seen)).toEqual(new Set(["away"]));
  });

  test("is sent to devices that connect later", async () => {
    const { one, two } = await partners();
    await enter(two);
    const mine = await enter(one);
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [two.id]: "online" }));
  });

  test("of a partner ends with their session", async () => {
    const { one, two } = await partners();
    const mine = await enter(one);
    await enter(two);
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [two.id]: "online" }));
    await ask(rally.url, logout, { cookie: two.cookie });
    await eventually(() => expect(pokeOf(mine).presence).toEqual({}));
  });

  test("of others is hidden", async () => {
    const { one, two } = await partners();
    const stranger = await enter(await signUp(rally));
    const mine = await enter(one);
    await enter(two);
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [two.id]: "online" }));
    expect(pokeOf(stranger).presence).toEqual({});
  });

  test("of a new partner is sent", async () => {
    const [one, two] = [await signUp(rally), await signUp(rally)];
    const [mine, theirs] = [await enter(one), await enter(two)];
    const id = await talk(one, two);
    for (const each of [one, two]) await say(each, id, "hi");
    await eventually(() => expect(pokeOf(mine).presence).toEqual({ [two.id]: "online" }));
    await eventually(() => expect(pokeOf(theirs).presence).toEqual({ [one.id]: "online" }));
  });
});
