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
import { notificationInteractions } from "./testing/notification-interactions.js";
import { content, makePair, run, type Pair } from "./testing/pair.js";
import { interactions as otherWays } from "./testing/interactions.js";

const service = await startPushService();
const rally = await startTestRally({
  push: { vapid: makeVapidKeys(), hosts: [service.host], ca: service.ca },
  limits: { pokeInterval: 100, notificationGather: 20, pushRetry: 50, pushTries: 10 },
});
afterAll(async () => {
  await rally.close();
  await service.close();
});

const interactions = { ...otherWays, ...notificationInteractions };

describe.concurrent.each(Object.entries(interactions))("[S14] %s", (_name, interaction) => {
  test("is possible between two users without a block", async () => {
    const pair = await makePair(rally, service);
    await interaction.prepare?.(pair);
    expect(await interaction.try(pair)).toBe("reached");
  });

  test.each([
    ["the blocked user", (pair: Pair) => [pair.to, pair.from] as const],
    ["the user who blocked", (pair: Pair) => [pair.from, pair.to] as const],
  ])("is impossible for %s", async (_whom, sides) => {
    const pair = await makePair(rally, service);
    await interaction.prepare?.(pair);
    const [by, user] = sides(pair);
    await run(by, "user.block", { userId: user.id });
    expect(await interaction.try(pair)).toBe(interaction.closed);
  });
});

/** Commands that belong to no interaction, because their changes affect no other user. */
const unaffecting: Record<string, string> = {
  "address.ban": "is a decision of an administrator",
  "address.unban": "is a decision of an administrator",
  "channel.answerRequest":
    "lets a user in who asked for it; both chose the channel, not each other",
  "channel.cancelRequest": "withdraws the user's own request",
  "account.locale": "changes the user's own settings",
  "conversation.archive": "changes the user's own list",
  "conversation.clear": "deletes messages for the user alone",
  "conversation.delete": "is refused in a conversation of two, and shows nobody anything",
  "conversation.notify": "changes the user's own settings",
  "friend.decline": "ends what a block has ended",
  "friend.remove": "ends what a block has ended",
  "invite.accept": "is the user's own choice to join",
  "invite.create": "is seen only by users who get the link",
  "member.unban": "lets a user join again; no one is notified",
  "invite.revoke": "removes the way for users who have the link",
  "message.delete": "removes content and adds none",
  "message.hide": "concerns the user's own devices alone",
  "notification.read": "changes the user's own settings",
  "notification.readAll": "changes the user's own settings",
  "notifications.disturb": "changes the user's own settings",
  "presence.set": "shows only in presence, which is hidden",
  "challenge.decline": "ends a challenge",
  "challenge.withdraw": "ends a challenge",
  "queue.leave": "ends the user's own wait",
  "profile.update": "shows only in profiles, search and pictures, which are hidden",
  "report.close": "is a decision of a moderator",
  "report.create": "is for moderators and admins, and names no user to them",
  "user.ban": "is a decision of an administrator",
  "user.block": "is a block",
  "user.unban": "is a decision of an administrator",
  "user.unblock": "ends a block, without a change for the other user",
  "user.unignore": "changes the user's own settings",
};

test("[S14] every command belongs to an interaction, or affects no other user", () => {
  const covered = new Set(Object.values(interactions).flatMap(({ commands }) => commands));
  const named = [...covered, ...Object.keys(unaffecting)];
  expect(named.sort()).toEqual(everyCommand);
});

/** Whether a room shows the awareness of a user, as named by the server. */
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
  ])("typing and viewing in %s are hidden from both after a block", async (_where, place) => {
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
  });

  test("presence is hidden from both", async () => {
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

  test("a refused message does not appear in the room", async () => {
    const { from, to, direct } = await makePair(rally, service);
    const room = await openRoom(rally, to.token, roomName("conversation", direct));
    await run(to, "user.block", { userId: from.id });
    expect(await run(from, "message.send", { conversationId: direct, content })).toBe("blocked");
    expect(room.texts()).toEqual(["before"]);
  });
});

test("a block cannot be bypassed with the derived conversation id", async () => {
  const [from, to] = [await signUp(rally), await signUp(rally)];
  await run(to, "user.block", { userId: from.id });
  const conversationId = directConversationId(from.id, to.id);
  expect(await run(from, "message.send", { conversationId, content })).toBe("not_found");
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
