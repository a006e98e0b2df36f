import { logout } from "@rally/shared/accounts";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { draftText, pokeSchema, roomName, type Poke } from "@rally/shared/rooms";
import { startTestRedis } from "@rally/shared/server/testing";
import * as Y from "yjs";
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
  type TestRally,
} from "../testing/index.js";

/** Two whole Rallys on one database, and the line on which they hear each other. */
interface Two {
  left: TestRally;
  right: TestRally;
  /** Ends the line's connections, as a fault would. @returns how many it had. */
  deafen: () => Promise<number>;
  /** Lets the two hear each other again, and waits until they do. */
  listening: () => Promise<unknown>;
  close: () => Promise<void>;
}

async function overPostgres(): Promise<Two> {
  const left = await startTestRally({ shared: true, limits: { pokeInterval: 200 } });
  const right = await startTestRally({ beside: left, limits: { pokeInterval: 200 } });
  return {
    left,
    right,
    async deafen() {
      const { rows } = await left.database.raw<{ rows: unknown[] }>(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'rally bus' and datname = current_database()`,
      );
      return rows.length;
    },
    listening: () =>
      eventually(async () => {
        const { rows } = await left.database.raw<{ rows: unknown[] }>(
          `select 1 from pg_stat_activity
           where application_name = 'rally bus' and datname = current_database() and state = 'idle'`,
        );
        expect(rows).toHaveLength(2);
      }),
    async close() {
      await right.close();
      await left.close();
    },
  };
}

/** Its fault is the worst one: Redis is killed, and comes back with nothing in it. */
async function overRedis(): Promise<Two> {
  const redis = await startTestRedis();
  const options = { redisUrl: redis.url, limits: { pokeInterval: 200 } };
  const left = await startTestRally({ shared: true, ...options });
  const right = await startTestRally({ beside: left, ...options });
  const heard = () => eventually(async () => expect(await redis.clients()).toEqual([2, 2]));
  await heard();
  return {
    left,
    right,
    async deafen() {
      const [listeners] = await redis.clients();
      await redis.kill();
      return listeners;
    },
    async listening() {
      await redis.start();
      await heard();
    },
    async close() {
      await right.close();
      await left.close();
      await redis.close();
    },
  };
}

const pokeOf = (room: OpenRoom): Poke => pokeSchema.parse(room.others()[0]).poke;
const soon = (check: () => void) => eventually(check, 1_000);

describe.each([
  ["PostgreSQL", overPostgres],
  ["Redis", overRedis],
])("over %s", async (_line, open) => {
  const { left, right, deafen, listening, close } = await open();
  afterAll(close);

  async function scene() {
    const [one, two] = [await signUp(left), await signUp(left)];
    const id = await talk(one, two);
    return { one, two, id, room: roomName("conversation", id) };
  }

  describe("on one of two processes", () => {
    test("[S1] a message is seen by the readers of the other within a second", async () => {
      const { one, two, id, room } = await scene();
      const reader = await openRoom(right, two.token, room);
      await say(one, id, "hello", { on: left });
      await soon(() => expect(reader.texts()).toEqual(["hello"]));
      await say(two, id, "hello yourself", { on: right });
      const writer = await openRoom(left, one.token, room);
      expect(writer.texts()).toEqual(["hello", "hello yourself"]);
    });

    test("[S3] messages written on both at once come in one order to the readers of both", async () => {
      const people = await Promise.all(Array.from({ length: 4 }, () => signUp(left)));
      const room = roomName("conversation", WORLD_CONVERSATION_ID);
      const rooms = await Promise.all(
        people.map(({ token }, index) => openRoom(index % 2 ? left : right, token, room)),
      );
      const before = rooms[0]?.tail().length ?? 0;
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) => {
          const person = people[index % 4];
          if (!person) throw new Error("Nobody");
          const on = index % 3 ? left : right;
          return say(person, WORLD_CONVERSATION_ID, `${index}`, { on });
        }),
      );
      for (const { tail, doc, closed } of rooms) {
        await soon(() => expect(tail().length - before).toBe(100));
        expect(tail()).toEqual(rooms[0]?.tail());
        expect(Y.decodeStateVector(Y.encodeStateVector(doc)).size).toBe(1);
        expect(closed).toEqual([]);
        for (const { id, seq, version } of answers) {
          expect(tail()).toContainEqual(expect.objectContaining({ id, seq, version }));
        }
      }
    });

    test("typing is seen on the other, and ends with its socket", async () => {
      const { one, two, room } = await scene();
      const [mine, theirs] = [
        await openRoom(left, one.token, room),
        await openRoom(right, two.token, room),
      ];
      mine.provider.awareness.setLocalState({ typing: true });
      await soon(() => expect(theirs.others()).toEqual([{ typing: true, user: one.id }]));
      mine.leave();
      await soon(() => expect(theirs.others()).toEqual([]));
    });

    test("[S4] typing is its author's also where somebody without a state echoes it, as stock clients do", async () => {
      const { one, two, room } = await scene();
      const mine = await openRoom(left, one.token, room);
      const silent = await openRoom(right, two.token, room);
      silent.provider.awareness.setLocalState(null);
      const witnesses = [
        await openRoom(right, two.token, room),
        await openRoom(left, one.token, room),
      ];
      const users = new Set<unknown>();
      for (const { provider, doc } of witnesses) {
        provider.awareness.on("change", () => {
          const state = provider.awareness.getStates().get(mine.doc.clientID);
          if (state && doc.clientID !== mine.doc.clientID) users.add(state.user);
        });
      }
      for (const typing of [true, false, true]) {
        mine.provider.awareness.setLocalState({ typing });
        for (const witness of witnesses) {
          await soon(() => expect(witness.others()).toContainEqual({ typing, user: one.id }));
        }
      }
      expect([...users]).toEqual([one.id]);
    });

    test("[S9] a draft is on one's device at the other, and both may type at once", async () => {
      const { one } = await scene();
      const room = roomName("user", one.id);
      const [phone, laptop] = [
        await openRoom(left, one.token, room),
        await openRoom(right, one.token, room),
      ];
      const conversation = newId();
      const texts = [phone, laptop].map(({ doc }) => draftText(doc, conversation));
      texts[0]?.insert(0, "hello");
      await soon(() => expect(texts[1]?.toJSON()).toBe("hello"));
      for (let count = 0; count < 20; count += 1) {
        texts[0]?.insert(0, "<");
        texts[1]?.insert(texts[1].length, ">");
      }
      const merged = `${"<".repeat(20)}hello${">".repeat(20)}`;
      await eventually(() => expect(texts.map((text) => text.toJSON())).toEqual([merged, merged]));
      const third = await openRoom(right, one.token, room);
      expect(draftText(third.doc, conversation).toJSON()).toBe(merged);
    });

    test("presence and what moved are told to partners at the other", async () => {
      const { one, two, id } = await scene();
      const mine = await openRoom(right, two.token, roomName("user", two.id));
      const partner = await openRoom(left, one.token, roomName("user", one.id));
      await soon(() => expect(pokeOf(mine).presence).toEqual({ [one.id]: "online" }));
      await soon(() => expect(pokeOf(partner).presence).toEqual({ [two.id]: "online" }));
      await say(one, id, "hello", { on: left });
      await soon(() => expect(pokeOf(mine).moved).toEqual({ [id]: 1 }));
      partner.leave();
      await soon(() => expect(pokeOf(mine).presence).toEqual({}));
    });

    test("a conversation begun is told to the one who is at the other", async () => {
      const [one, two] = [await signUp(left), await signUp(left)];
      const mine = await openRoom(right, two.token, roomName("user", two.id));
      await talk(one, two);
      await soon(() => expect(pokeOf(mine).version).toBe(2));
    });

    test("[S11] a session's end closes its sockets at the other within a second", async () => {
      const { one } = await scene();
      const mine = await openRoom(right, one.token, roomName("user", one.id));
      await ask(left.url, logout, { cookie: one.cookie });
      await soon(() => expect(mine.closed).toEqual([4401]));
    });
  });

  describe("while they do not hear each other", () => {
    test("[S1] messages are seen on the other all the same, within a second", async () => {
      const { one, two, id, room } = await scene();
      const reader = await openRoom(right, two.token, room);
      for (const body of ["one", "two", "three"]) {
        expect(await deafen()).toBe(2);
        await say(one, id, body, { on: left });
        await soon(() => expect(reader.texts().at(-1)).toBe(body));
        await listening();
      }
      expect(reader.closed).toEqual([]);
    });

    test("[S11] a session's end closes its sockets at the other within a second", async () => {
      const { one } = await scene();
      const mine = await openRoom(right, one.token, roomName("user", one.id));
      await deafen();
      await ask(left.url, logout, { cookie: one.cookie });
      await soon(() => expect(mine.closed).toEqual([4401]));
      await listening();
    });

    test("[S9] a draft is on one's device at the other within two seconds", async () => {
      const { one } = await scene();
      const room = roomName("user", one.id);
      const [phone, laptop] = [
        await openRoom(left, one.token, room),
        await openRoom(right, one.token, room),
      ];
      const conversation = newId();
      await deafen();
      draftText(phone.doc, conversation).insert(0, "unheard");
      await eventually(
        () => expect(draftText(laptop.doc, conversation).toJSON()).toBe("unheard"),
        2_500,
      );
      await listening();
    });

    test("what moved is told to the one who is at the other within two seconds", async () => {
      const { one, two, id } = await scene();
      const mine = await openRoom(right, two.token, roomName("user", two.id));
      await deafen();
      await say(one, id, "unheard", { on: left });
      await eventually(() => expect(pokeOf(mine).moved).toEqual({ [id]: 1 }), 2_500);
      await listening();
    });

    test("and once they hear each other again, typing and presence cross as before", async () => {
      const { one, two, room } = await scene();
      const [mine, theirs] = [
        await openRoom(left, one.token, room),
        await openRoom(right, two.token, room),
      ];
      await deafen();
      await listening();
      mine.provider.awareness.setLocalState({ typing: true });
      await soon(() => expect(theirs.others()).toEqual([{ typing: true, user: one.id }]));
      const partner = await openRoom(left, one.token, roomName("user", one.id));
      const watching = await openRoom(right, two.token, roomName("user", two.id));
      await soon(() => expect(pokeOf(watching).presence).toEqual({ [one.id]: "online" }));
      partner.leave();
      await soon(() => expect(pokeOf(watching).presence).toEqual({}));
    });

    test("what was said meanwhile is seen once they hear each other again, within five seconds", async () => {
      const { one, two, room } = await scene();
      const [mine, theirs] = [
        await openRoom(left, one.token, room),
        await openRoom(right, two.token, room),
      ];
      const partner = await openRoom(left, one.token, roomName("user", one.id));
      const watching = await openRoom(right, two.token, roomName("user", two.id));
      await soon(() => expect(pokeOf(watching).presence).toEqual({ [one.id]: "online" }));
      await deafen();
      mine.provider.awareness.setLocalState({ typing: true });
      partner.leave();
      const back = performance.now();
      await listening();
      const left5 = () => 5_000 - (performance.now() - back);
      await eventually(
        () => expect(theirs.others()).toEqual([{ typing: true, user: one.id }]),
        left5(),
      );
      await eventually(() => expect(pokeOf(watching).presence).toEqual({}), left5());
    });

    test("[S1] [S11] nothing written or ended meanwhile waits for the line", async () => {
      const { one, two, id, room } = await scene();
      const reader = await openRoom(right, two.token, room);
      const mine = await openRoom(right, one.token, roomName("user", one.id));
      await deafen();
      const bodies = Array.from({ length: 20 }, (_, index) => `${index}`);
      for (const body of bodies) await say(one, id, body, { on: left });
      await ask(left.url, logout, { cookie: one.cookie });
      await soon(() => expect(mine.closed).toEqual([4401]));
      await soon(() => expect(reader.texts()).toEqual(bodies));
      await listening();
      await say(two, id, "back", { on: left });
      await soon(() => expect(reader.texts()).toEqual([...bodies, "back"]));
      expect(reader.closed).toEqual([]);
    });
  });
});
