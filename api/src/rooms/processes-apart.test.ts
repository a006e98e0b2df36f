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
  linesOfTwo,
} from "../testing/index.js";

const pokeOf = (room: OpenRoom): Poke => pokeSchema.parse(room.others()[0]).poke;
const soon = (check: () => void) => eventually(check, 1_000);

describe.each(linesOfTwo)("over %s", async (_line, open) => {
  const { left, right, deafen, listening, close } = await open();
  afterAll(close);

  async function scene() {
    const [one, two] = [await signUp(left), await signUp(left)];
    const id = await talk(one, two);
    return { one, two, id, room: roomName("conversation", id) };
  }

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
      await eventually(() => expect(mine.closed).toEqual([4401]));
      await expectClosedWithinASecond([right], one.id, 4401);
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
      const { one, two, id, room } = await scene();
      await say(one, id, "hello", { on: left });
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
      const { one, two, id, room } = await scene();
      await say(one, id, "hello", { on: left });
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
      await eventually(() => expect(mine.closed).toEqual([4401]));
      await expectClosedWithinASecond([right], one.id, 4401);
      await soon(() => expect(reader.texts()).toEqual(bodies));
      await listening();
      await say(two, id, "back", { on: left });
      await soon(() => expect(reader.texts()).toEqual([...bodies, "back"]));
      expect(reader.closed).toEqual([]);
    });
  });
});
