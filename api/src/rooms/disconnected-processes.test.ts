import { logout } from "@rally/shared/accounts";
import { newId } from "@rally/shared/ids";
import { draftText, pokeSchema, roomName, type Poke } from "@rally/shared/rooms";
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
  const { left, right, disconnect, reconnect, close } = await open();
  afterAll(close);

  async function setup() {
    const [one, two] = [await signUp(left), await signUp(left)];
    const id = await talk(one, two);
    return { one, two, id, room: roomName("conversation", id) };
  }

  describe("while they are disconnected from each other", () => {
    test("[S1] messages are visible on the other within a second", async () => {
      const { one, two, id, room } = await setup();
      const reader = await openRoom(right, two.token, room);
      for (const body of ["one", "two", "three"]) {
        expect(await disconnect()).toBe(2);
        await say(one, id, body, { on: left });
        await soon(() => expect(reader.texts().at(-1)).toBe(body));
        await reconnect();
      }
      expect(reader.closed).toEqual([]);
    });

    test("[S11] the end of a session closes its sockets on the other within a second", async () => {
      const { one } = await setup();
      const mine = await openRoom(right, one.token, roomName("user", one.id));
      await disconnect();
      await ask(left.url, logout, { cookie: one.cookie });
      await eventually(() => expect(mine.closed).toEqual([4401]));
      await expectClosedWithinASecond([right], one.id, 4401);
      await reconnect();
    });

    test("[S9] a draft is on the user's device at the other within two seconds", async () => {
      const { one } = await setup();
      const room = roomName("user", one.id);
      const [phone, laptop] = [
        await openRoom(left, one.token, room),
        await openRoom(right, one.token, room),
      ];
      const conversation = newId();
      await disconnect();
      draftText(phone.doc, conversation).insert(0, "unheard");
      await eventually(
        () => expect(draftText(laptop.doc, conversation).toJSON()).toBe("unheard"),
        2_500,
      );
      await reconnect();
    });

    test("a change is poked to a user at the other within two seconds", async () => {
      const { one, two, id } = await setup();
      const mine = await openRoom(right, two.token, roomName("user", two.id));
      await disconnect();
      await say(one, id, "unheard", { on: left });
      await eventually(() => expect(pokeOf(mine).moved).toEqual({ [id]: 1 }), 2_500);
      await reconnect();
    });

    test("after they reconnect, typing and presence are exchanged as before", async () => {
      const { one, two, id, room } = await setup();
      await say(one, id, "hello", { on: left });
      const [mine, theirs] = [
        await openRoom(left, one.token, room),
        await openRoom(right, two.token, room),
      ];
      await disconnect();
      await reconnect();
      mine.provider.awareness.setLocalState({ typing: true });
      await soon(() => expect(theirs.others()).toEqual([{ typing: true, user: one.id }]));
      const partner = await openRoom(left, one.token, roomName("user", one.id));
      const watching = await openRoom(right, two.token, roomName("user", two.id));
      await soon(() => expect(pokeOf(watching).presence).toEqual({ [one.id]: "online" }));
      partner.leave();
      await soon(() => expect(pokeOf(watching).presence).toEqual({}));
    });

    test("awareness sent meanwhile is visible within five seconds after they reconnect", async () => {
      const { one, two, id, room } = await setup();
      await say(one, id, "hello", { on: left });
      const [mine, theirs] = [
        await openRoom(left, one.token, room),
        await openRoom(right, two.token, room),
      ];
      const partner = await openRoom(left, one.token, roomName("user", one.id));
      const watching = await openRoom(right, two.token, roomName("user", two.id));
      await soon(() => expect(pokeOf(watching).presence).toEqual({ [one.id]: "online" }));
      await disconnect();
      mine.provider.awareness.setLocalState({ typing: true });
      partner.leave();
      const back = performance.now();
      await reconnect();
      const left5 = () => 5_000 - (performance.now() - back);
      await eventually(
        () => expect(theirs.others()).toEqual([{ typing: true, user: one.id }]),
        left5(),
      );
      await eventually(() => expect(pokeOf(watching).presence).toEqual({}), left5());
    });

    test("[S1] [S11] no message or session end waits for the reconnection", async () => {
      const { one, two, id, room } = await setup();
      const reader = await openRoom(right, two.token, room);
      const mine = await openRoom(right, one.token, roomName("user", one.id));
      await disconnect();
      const bodies = Array.from({ length: 20 }, (_, index) => `${index}`);
      for (const body of bodies) await say(one, id, body, { on: left });
      await ask(left.url, logout, { cookie: one.cookie });
      await eventually(() => expect(mine.closed).toEqual([4401]));
      await expectClosedWithinASecond([right], one.id, 4401);
      await soon(() => expect(reader.texts()).toEqual(bodies));
      await reconnect();
      await say(two, id, "back", { on: left });
      await soon(() => expect(reader.texts()).toEqual([...bodies, "back"]));
      expect(reader.closed).toEqual([]);
    });
  });
});
