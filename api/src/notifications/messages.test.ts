import { createConversationRoute, setMarkerRoute } from "@rally/shared/conversations";
import { afterAll, describe, expect, test } from "vitest";
import { eventually, say, signUp, startTestRally, talk } from "../testing/index.js";
import { command, listOf, people, soon, unreadKinds } from "./testing/setup.js";

const rally = await startTestRally({ limits: soon });
afterAll(() => rally.close());

describe("messages", () => {
  test("of one conversation are one notification with a count, from the last author", async () => {
    const [one, other] = await people(rally);
    const id = await talk(one, other);
    await say(one, id, "first");
    await eventually(async () => expect(await listOf(other)).toHaveLength(1));
    const [before] = await listOf(other);
    await say(one, id, "second");
    const { id: third, seq } = await say(one, id, "third");
    await eventually(async () => expect((await listOf(other))[0]?.count).toBe(3));
    const [only, ...more] = await listOf(other);
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      id: before?.id,
      kind: "message",
      conversationId: id,
      from: { id: one.id, username: one.user.username },
      message: { id: third, seq, excerpt: "third" },
    });
    expect(await listOf(one)).toEqual([]);
  });

  test("are read with the conversation on all devices; later ones start a new count", async () => {
    const [one, other] = await people(rally);
    const id = await talk(one, other);
    await say(one, id, "first");
    const { seq } = await say(one, id, "second");
    await eventually(async () => expect((await listOf(other))[0]?.count).toBe(2));
    await other.call(setMarkerRoute, { params: { id }, body: { seq } });
    await eventually(async () => expect(await unreadKinds(other)).toEqual([]));
    await say(one, id, "third");
    await eventually(async () => expect(await unreadKinds(other)).toEqual(["message"]));
    expect((await listOf(other))[0]).toMatchObject({ count: 1 });
  });

  test("have the current text of an edited message, and none of a deleted one", async () => {
    const [one, other] = await people(rally);
    const id = await talk(one, other);
    const { id: messageId } = await say(one, id, "before");
    await eventually(async () => expect(await listOf(other)).toHaveLength(1));
    const content = { kind: "text", body: "after" };
    await command(one, "message.edit", { conversationId: id, messageId, content });
    expect((await listOf(other))[0]?.message?.excerpt).toBe("after");
    await command(one, "message.delete", { conversationId: id, messageId });
    expect((await listOf(other))[0]?.message).not.toHaveProperty("excerpt");
  });

  test("in a large room write rows only for mentioned members", async () => {
    const large = await startTestRally({
      limits: { ...soon, smallRoomMembers: 2 },
    });
    const [owner, named, other] = [await signUp(large), await signUp(large), await signUp(large)];
    const body = {
      kind: "group" as const,
      name: "crowd",
      members: [named.id, other.id],
    };
    const { data } = await owner.call(createConversationRoute, { body });
    await say(owner, data.id, "@here everyone");
    await say(owner, data.id, `hello @${named.user.username}`);
    await eventually(async () => expect(await unreadKinds(named)).toContain("mention"));
    expect(await unreadKinds(named)).toEqual(["mention", "moderation"]);
    expect(await unreadKinds(other)).toEqual(["moderation"]);
    expect(large.errors).toEqual([]);
    await large.close();
  });

  test("are processed once by the next server after a crash", async () => {
    const [one, other] = await people(rally);
    const id = await talk(one, other);
    await say(one, id, "seen");
    await eventually(async () => expect((await listOf(other))[0]?.count).toBe(1));
    // The state after a kill between a commit and its processing.
    await rally
      .database("notification_cursors")
      .where("conversation_id", id)
      .update({ seq: 0, version: 0 });
    await rally.database("notifications").where("user_id", other.id).delete();
    await rally.restart();
    await eventually(async () => expect((await listOf(other))[0]?.count).toBe(1));
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
