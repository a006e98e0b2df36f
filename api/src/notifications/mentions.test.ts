import { setMarkerRoute } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import { eventually, openRoom, say, startTestRally } from "../testing/index.js";
import { command, group, listOf, people, settled, soon, unreadKinds } from "./testing/setup.js";

const rally = await startTestRally({ limits: soon });
afterAll(() => rally.close());

describe("a mention", () => {
  test("is a notification of its own, not also one of the messages", async () => {
    const [one, other] = await people(rally);
    const id = await group(one, other);
    await say(one, id, "to everyone");
    const { seq } = await say(one, id, `@${other.user.username.toUpperCase()} look`);
    await eventually(async () => expect(await unreadKinds(other)).toEqual(["mention", "message"]));
    expect((await listOf(other)).find(({ kind }) => kind === "message")?.count).toBe(1);
    await other.call(setMarkerRoute, { params: { id }, body: { seq } });
    await eventually(async () => expect(await unreadKinds(other)).toEqual([]));
  });

  test("in the world chat notifies the mentioned user; other messages there notify no one", async () => {
    const [one, other, third] = await people(rally);
    const { seq } = await say(one, WORLD_CONVERSATION_ID, `hello @${other.user.username}`);
    await eventually(async () => expect(await unreadKinds(other)).toEqual(["mention"]));
    expect(await listOf(third)).toEqual([]);
    const params = { id: WORLD_CONVERSATION_ID };
    await other.call(setMarkerRoute, { params, body: { seq } });
    await eventually(async () => expect(await unreadKinds(other)).toEqual([]));
  });

  test("of the author or a non-member notifies no one", async () => {
    const [one, other, stranger] = await people(rally);
    const id = await group(one, other);
    await say(one, id, `@${stranger.user.username} @${one.user.username} @nobody_here`);
    await settled(rally, id);
    expect(await listOf(stranger)).toEqual([]);
    expect(await listOf(one)).toEqual([]);
  });

  test("of 500 users in one message notifies the first of them alone", async () => {
    const [one, first, last] = await people(rally);
    const id = await group(one, first, last);
    for (const who of [first, last]) {
      await command(who, "conversation.notify", { conversationId: id, level: "mentions" });
    }
    const names = Array.from({ length: 498 }, (_, number) => `@m_${number}`);
    const all = [`@${first.user.username}`, ...names, `@${last.user.username}`];
    await say(one, id, all.join(" "));
    await eventually(async () => expect(await unreadKinds(first)).toEqual(["mention"]));
    await settled(rally, id);
    expect(await unreadKinds(last)).toEqual([]);
  });

  test("of @here notifies connected members", async () => {
    const [one, here, gone] = await people(rally);
    const id = await group(one, here, gone);
    const room = await openRoom(rally, here.token, roomName("user", here.id));
    for (const who of [here, gone]) {
      await command(who, "conversation.notify", { conversationId: id, level: "mentions" });
    }
    await say(one, id, "@here now");
    await eventually(async () => expect(await unreadKinds(here)).toEqual(["mention"]));
    expect(await unreadKinds(gone)).toEqual([]);
    room.leave();
  });

  test("of @everyone by an owner notifies all members, by a member or in a chat of two none", async () => {
    const [one, gone, member] = await people(rally);
    const id = await group(one, gone, member);
    for (const who of [one, gone, member]) {
      await command(who, "conversation.notify", { conversationId: id, level: "mentions" });
    }
    await command(gone, "user.block", { userId: member.id });
    await say(member, id, "@everyone of a member");
    await settled(rally, id);
    expect(await Promise.all([one, gone].map(unreadKinds))).toEqual([[], []]);
    await say(one, id, "@everyone now");
    await eventually(async () => expect(await unreadKinds(gone)).toEqual(["mention"]));
    await eventually(async () => expect(await unreadKinds(member)).toEqual(["mention"]));
    expect(await unreadKinds(one)).toEqual([]);
  });

  test("[S14] with a block between author and member notifies no one", async () => {
    const [one, other, third] = await people(rally);
    const id = await group(third, one, other);
    await command(one, "user.block", { userId: other.id });
    await say(one, id, `@${other.user.username}`);
    await say(other, id, `@${one.user.username}`);
    await settled(rally, id);
    expect(await unreadKinds(one)).toEqual([]);
    expect(await unreadKinds(other)).toEqual([]);
    await eventually(async () => expect((await listOf(third))[0]?.count).toBe(2));
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
