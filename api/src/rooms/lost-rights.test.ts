import { runCommands } from "@rally/shared/commands";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { closeCodes, pokeSchema, roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  expectClosedWithinASecond,
  expectWithinASecond,
  lastLossOf,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type OpenRoom,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally({ shared: true, limits: { pokeInterval: 100 } });
const other = await startTestRally({ beside: rally, limits: { pokeInterval: 100 } });
afterAll(async () => {
  await other.close();
  await rally.close();
});

async function run(person: TestPerson, name: string, input: object): Promise<void> {
  const { data } = await person.call(runCommands, {
    body: { commands: [{ id: newId(), name, input }] },
  });
  expect(data).toMatchObject([{ success: true }]);
}

async function group(): Promise<{ owner: TestPerson; member: TestPerson; id: string }> {
  const [owner, member] = [await signUp(rally), await signUp(rally)];
  const { data } = await owner.call(createConversationRoute, {
    body: { kind: "group", name: "a game night", members: [member.id] },
  });
  return { owner, member, id: data.id };
}

const presenceOf = (room: OpenRoom, user: string) =>
  pokeSchema.parse(room.others()[0]).poke.presence[user] ?? "offline";

describe("a lost membership", () => {
  test.each([
    [
      "by a removal",
      (at: { owner: TestPerson; member: TestPerson; id: string }) =>
        run(at.owner, "member.remove", { conversationId: at.id, userId: at.member.id }),
    ],
    [
      "by leaving",
      (at: { member: TestPerson; id: string }) =>
        run(at.member, "member.leave", { conversationId: at.id }),
    ],
    [
      "with no hint, only by the row",
      async (at: { member: TestPerson; id: string }) => {
        await rally
          .database("memberships")
          .where({ conversation_id: at.id, user_id: at.member.id })
          .delete();
      },
    ],
  ])(
    "[S11] %s closes the open sockets of that room on every server within a second, and no others",
    async (_how, lose) => {
      const at = await group();
      const room = roomName("conversation", at.id);
      const [here, there] = [
        await openRoom(rally, at.member.token, room),
        await openRoom(other, at.member.token, room),
      ];
      const kept = [
        await openRoom(rally, at.owner.token, room),
        await openRoom(other, at.member.token, roomName("user", at.member.id)),
      ];
      await lose(at);
      await eventually(() => {
        expect(here.closed).toEqual([closeCodes.refused]);
        expect(there.closed).toEqual([closeCodes.refused]);
      });
      await expectClosedWithinASecond([rally, other], at.member.id, closeCodes.refused);
      await say(at.owner, at.id, "only for those who are still here");
      await eventually(() =>
        expect(kept[0]?.texts()).toContain("only for those who are still here"),
      );
      expect([here.texts(), there.texts(), kept.map(({ closed }) => closed)]).toEqual([
        [],
        [],
        [[], []],
      ]);
      const again = await openRoom(rally, at.member.token, room);
      expect(again.closed).toEqual([closeCodes.refused]);
    },
  );

  test("[S11] that is given back at once closes no socket of a user who came back", async () => {
    const at = await group();
    await run(at.owner, "member.remove", { conversationId: at.id, userId: at.member.id });
    await run(at.owner, "member.add", { conversationId: at.id, userId: at.member.id });
    const room = await openRoom(other, at.member.token, roomName("conversation", at.id));
    await say(at.owner, at.id, "welcome back");
    await eventually(() => expect(room.texts()).toContain("welcome back"));
    // Longer than the rows of lost permissions are polled: twice a second.
    await say(at.owner, at.id, "still here?");
    await eventually(() => expect(room.texts()).toContain("still here?"));
    expect(room.closed).toEqual([]);
  });
});

describe("a block", () => {
  test.each([
    [
      "by a command",
      (one: TestPerson, two: TestPerson) => run(one, "user.block", { userId: two.id }),
    ],
    [
      "with no hint, only by the row",
      async (one: TestPerson, two: TestPerson) => {
        await rally.database("blocks").insert({ blocker_id: one.id, blocked_id: two.id });
      },
    ],
  ])(
    "%s hides both users' presence and typing from each other on every server within a second",
    async (_how, block) => {
      const [one, two, third] = [await signUp(rally), await signUp(rally), await signUp(rally)];
      const world = roomName("conversation", WORLD_CONVERSATION_ID);
      const id = await talk(one, two);
      for (const person of [one, two]) await say(person, id, "hello");
      const mine = await openRoom(rally, one.token, world);
      const theirs = await openRoom(other, two.token, world);
      const own = await openRoom(rally, one.token, roomName("user", one.id));
      const ofTwo = await openRoom(other, two.token, roomName("user", two.id));
      const others = await openRoom(rally, third.token, world);
      mine.provider.awareness.setLocalState({ typing: true });
      theirs.provider.awareness.setLocalState({ typing: true });
      const sees = (room: OpenRoom, who: TestPerson) =>
        room.others().some(({ user }) => user === who.id);
      await eventually(() => {
        expect([sees(mine, two), sees(theirs, one)]).toEqual([true, true]);
        expect([presenceOf(own, two.id), presenceOf(ofTwo, one.id)]).toEqual(["online", "online"]);
      });

      await block(one, two);
      await eventually(() => {
        expect([sees(mine, two), sees(theirs, one)]).toEqual([false, false]);
        expect([presenceOf(own, two.id), presenceOf(ofTwo, one.id)]).toEqual([
          "offline",
          "offline",
        ]);
      });
      const lostAt = await lastLossOf([rally], one.id);
      await expectWithinASecond([rally, other], lostAt, ({ user, other: hidden }) =>
        [one.id, two.id].every((id) => id === user || id === hidden),
      );
      theirs.provider.awareness.setLocalState({ typing: false });
      await eventually(() =>
        expect(others.others()).toContainEqual({ typing: false, user: two.id }),
      );
      expect(sees(mine, two)).toBe(false);
      const late = await openRoom(other, one.token, world);
      await eventually(() => expect([sees(late, third), sees(late, two)]).toEqual([true, false]));

      await run(one, "user.unblock", { userId: two.id });
      await eventually(() => expect(presenceOf(own, two.id)).toBe("online"));
    },
  );
});
