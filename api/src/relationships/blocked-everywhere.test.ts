import { directConversationId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { pokeSchema, roomName } from "@rally/shared/rooms";
import { makeVapidKeys } from "@rally/shared/server/config";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  everyCommand,
  openRoom,
  say,
  signUp,
  startPushService,
  startTestRally,
  type OpenRoom,
  type TestPerson,
} from "../testing/index.js";
import { notificationWays } from "./testing/notification-interactions.js";
import { content, makePair, run, type Pair } from "./testing/pair.js";
import { ways as otherWays } from "./testing/interactions.js";

const service = await startPushService();
const rally = await startTestRally({
  push: { vapid: makeVapidKeys(), hosts: [service.host], ca: service.ca },
  limits: { pokeInterval: 100, notificationGather: 20, pushRetry: 50, pushTries: 10 },
});
afterAll(async () => {
  await rally.close();
  await service.close();
});

const ways = { ...otherWays, ...notificationWays };

describe.each(Object.entries(ways))("[S14] %s", (_name, way) => {
  test("is open to two who are on terms", async () => {
    const pair = await makePair(rally, service);
    await way.prepare?.(pair);
    expect(await way.try(pair)).toBe("reached");
  });

  test.each([
    ["whoever was blocked", (pair: Pair) => [pair.to, pair.from] as const],
    ["whoever blocked", (pair: Pair) => [pair.from, pair.to] as const],
  ])("is closed to %s", async (_whom, sides) => {
    const pair = await makePair(rally, service);
    await way.prepare?.(pair);
    const [by, user] = sides(pair);
    await run(by, "user.block", { userId: user.id });
    expect(await way.try(pair)).toBe(way.closed);
  });
});

/** Commands that no way goes by, and why: what they change reaches nobody else. */
const reachingNobody: Record<string, string> = {
  "account.locale": "is one's own",
  "conversation.notify": "is one's own",
  "conversation.update": "renames a group for all of its members",
  "friend.decline": "ends what a block has ended",
  "friend.remove": "ends what a block has ended",
  "message.delete": "takes away what was said, and says nothing",
  "notification.read": "is one's own",
  "notification.readAll": "is one's own",
  "notifications.disturb": "is one's own",
  "presence.set": "shows in what is seen of presence alone, which is closed",
  "profile.update": "shows in profile, directory and pictures alone, which are closed",
  "user.ban": "is the server's, over everybody",
  "user.block": "is a block",
  "user.unban": "is the server's, over everybody",
  "user.unblock": "is a block's end, of which the other is told nothing",
  "user.unignore": "is one's own",
};

test("[S14] every command there is belongs to a way, or reaches nobody else", () => {
  const walked = new Set(Object.values(ways).flatMap(({ commands }) => commands));
  const named = [...walked, ...Object.keys(reachingNobody)];
  expect(named.sort()).toEqual(everyCommand);
});

/** What `to` sees of `from` in a room, as the user that the server names. */
const sees = (room: OpenRoom, user: TestPerson) =>
  room.others().some((state) => state["user"] === user.id);

const presenceIn = (room: OpenRoom, user: TestPerson) =>
  room
    .others()
    .map((state) => pokeSchema.safeParse(state).data?.poke.presence[user.id])
    .find((presence) => presence !== undefined);

describe("[S14] over sockets", () => {
  test.each([
    ["the world chat", () => WORLD_CONVERSATION_ID],
    ["a group of both", ({ shared }: Pair) => shared],
    ["the conversation of the two", ({ direct }: Pair) => direct],
  ])(
    "typing and being there in %s are seen by neither once one has blocked the other",
    async (_where, place) => {
      const pair = await makePair(rally, service);
      const { from, to } = pair;
      const name = roomName("conversation", place(pair));
      const [mine, theirs] = [
        await openRoom(rally, from.token, name),
        await openRoom(rally, to.token, name),
      ];
      for (const room of [mine, theirs]) room.provider.awareness.setLocalState({ typing: true });
      await eventually(() => {
        expect([sees(mine, to), sees(theirs, from)]).toEqual([true, true]);
      });
      await run(from, "user.block", { userId: to.id });
      await eventually(() => {
        expect([sees(mine, to), sees(theirs, from)]).toEqual([false, false]);
      });
    },
  );

  test("presence is seen by neither", async () => {
    const { from, to, direct } = await makePair(rally, service);
    await say(from, direct, "and mine");
    const [mine, theirs] = [
      await openRoom(rally, from.token, roomName("user", from.id)),
      await openRoom(rally, to.token, roomName("user", to.id)),
    ];
    await eventually(() => {
      expect([presenceIn(mine, to), presenceIn(theirs, from)]).toEqual(["online", "online"]);
    });
    await run(to, "user.block", { userId: from.id });
    await eventually(() => {
      expect([presenceIn(mine, to), presenceIn(theirs, from)]).toEqual([undefined, undefined]);
    });
  });

  test("what either wrote meanwhile is in the room of neither", async () => {
    const { from, to, direct } = await makePair(rally, service);
    const room = await openRoom(rally, to.token, roomName("conversation", direct));
    await run(to, "user.block", { userId: from.id });
    expect(await run(from, "message.send", { conversationId: direct, content })).toBe("blocked");
    expect(room.texts()).toEqual(["before"]);
  });
});

test("a conversation's id that follows from the two is no way around", async () => {
  const [from, to] = [await signUp(rally), await signUp(rally)];
  await run(to, "user.block", { userId: from.id });
  const conversationId = directConversationId(from.id, to.id);
  expect(await run(from, "message.send", { conversationId, content })).toBe("not_found");
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
