import { logout } from "@rally/shared/accounts";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { draftText, pokeSchema, roomName, type Poke } from "@rally/shared/rooms";
import * as Y from "yjs";
import { afterAll, describe, expect, test } from "vitest";
import {
  ask,
  eventually,
  expectClosedWithinASecond,
  openRoom,
  say,
  signUp,
  talk,
  type OpenRoom,
  busesOfTwo,
} from "../testing/index.js";

const pokeOf = (room: OpenRoom): Poke => pokeSchema.parse(room.others()[0]).poke;
const soon = (check: () => void) => eventually(check, 1_000);

describe.each(busesOfTwo)("over %s", async (_line, open) => {
  const { left, right, close } = await open();
  afterAll(close);

  async function setup() {
    const [one, two] = [await signUp(left), await signUp(left)];
    const id = await talk(one, two);
    return { one, two, id, room: roomName("conversation", id) };
  }

  describe("on one of two processes", () => {
    test("[S1] a message is visible to readers of the other within a second", async () => {
      const { one, two, id, room } = await setup();
      const reader = await openRoom(right, two.token, room);
      await say(one, id, "hello", { on: left });
      await soon(() => expect(reader.texts()).toEqual(["hello"]));
      await say(two, id, "hello yourself", { on: right });
      const writer = await openRoom(left, one.token, room);
      expect(writer.texts()).toEqual(["hello", "hello yourself"]);
    });

    test("[S3] messages written on both at once have one order for the readers of both", async () => {
      const people = await Promise.all(Array.from({ length: 4 }, () => signUp(left)));
      const room = roomName("conversation", WORLD_CONVERSATION_ID);
      const rooms = await Promise.all(
        people.map(({ token }, index) => openRoom(index % 2 ? left : right, token, room)),
      );
      const before = rooms[0]?.tail().length ?? 0;
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) => {
          const person = people[index % 4];
          if (!person) throw new Error("No user");
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

    test("typing is visible on the other, and ends with its socket", async () => {
      const { one, two, room } = await setup();
      const [mine, theirs] = [
        await openRoom(left, one.token, room),
        await openRoom(right, two.token, room),
      ];
      mine.provider.awareness.setLocalState({ typing: true });
      await soon(() => expect(theirs.others()).toEqual([{ typing: true, user: one.id }]));
      mine.leave();
      await soon(() => expect(theirs.others()).toEqual([]));
    });

    test("[S4] typing stays its author's when another client without a state echoes it, as stock clients do", async () => {
      const { one, two, room } = await setup();
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
          for (const [client, state] of provider.awareness.getStates()) {
            if (client !== doc.clientID && "typing" in state) users.add(state.user);
          }
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

    test("[S9] a draft is on the user's device at the other, and both may type at once", async () => {
      const { one } = await setup();
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

    test("presence and changes are sent to partners at the other", async () => {
      const { one, two, id } = await setup();
      // Presence is visible to users who have written to each other.
      for (const each of [one, two]) await say(each, id, "hi", { on: left });
      const mine = await openRoom(right, two.token, roomName("user", two.id));
      const partner = await openRoom(left, one.token, roomName("user", one.id));
      await soon(() => expect(pokeOf(mine).presence).toEqual({ [one.id]: "online" }));
      await soon(() => expect(pokeOf(partner).presence).toEqual({ [two.id]: "online" }));
      await say(one, id, "hello", { on: left });
      await soon(() => expect(pokeOf(mine).moved).toEqual({ [id]: 3 }));
      partner.leave();
      await soon(() => expect(pokeOf(mine).presence).toEqual({}));
    });

    test("a new conversation is announced to the member at the other", async () => {
      const [one, two] = [await signUp(left), await signUp(left)];
      const mine = await openRoom(right, two.token, roomName("user", two.id));
      await talk(one, two);
      await soon(() => expect(pokeOf(mine).version).toBe(2));
    });

    test("[S11] the end of a session closes its sockets on the other within a second", async () => {
      const { one } = await setup();
      const mine = await openRoom(right, one.token, roomName("user", one.id));
      await ask(left.url, logout, { cookie: one.cookie });
      await eventually(() => expect(mine.closed).toEqual([4401]));
      await expectClosedWithinASecond([right], one.id, 4401);
    });
  });
});
