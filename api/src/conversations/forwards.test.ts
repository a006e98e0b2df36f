import {
  createConversationRoute,
  deleteMessageRoute,
  editMessageRoute,
  listMessages,
  sendMessageRoute,
  updateConversationRoute,
  type Content,
} from "@rally/shared/conversations";
import type { ErrorCode } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import { removeMember } from "@rally/shared/members";
import { listNotifications } from "@rally/shared/notifications";
import { roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  openRoom,
  runCommand as run,
  say,
  sendPoll,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob, eve] = [await signUp(rally), await signUp(rally), await signUp(rally)];
const target = await talk(alice, bob);
const NAME = "announcements";

const channel = async (visibility: "public" | "private") => {
  const body = { kind: "channel" as const, name: NAME, visibility };
  return (await alice.call(createConversationRoute, { body })).data.id;
};
const forward = (person: TestPerson, messageId: string, to = target) =>
  person.ask(sendMessageRoute, {
    params: { id: to },
    body: { id: newId(), content: { kind: "forward", messageId } },
  });
const forwarded = async (person: TestPerson, messageId: string, to = target) => {
  const { body } = await forward(person, messageId, to);
  expect(body).toMatchObject({ success: true });
  const { data } = await person.call(listMessages, { params: { id: to }, query: { limit: 1 } });
  return data[0]!;
};
const expectRefused = ({ body }: { body: unknown }, code: ErrorCode) => {
  expect(body).toMatchObject({ success: false, error: { code } });
};

describe("a forward", () => {
  test("copies the text and names its author and the public channel that it is from", async () => {
    const id = await channel("public");
    const message = await say(alice, id, "We meet at **eight**");
    const { content } = await forwarded(alice, message.id);
    expect(content).toEqual({
      kind: "forward",
      content: { kind: "text", body: "We meet at **eight**" },
      origin: {
        author: alice.id,
        at: message.at,
        channel: { id, name: NAME, messageId: message.id },
      },
    });
  });

  test("names only the author of a message from a two-person conversation", async () => {
    const from = await talk(alice, eve);
    const message = await say(eve, from, "between us");
    const copy = await forwarded(alice, message.id);
    expect(copy.author).toBe(alice.id);
    expect(copy.content).toMatchObject({ origin: { author: eve.id, at: message.at } });
    expect(JSON.stringify(copy.content)).not.toContain(from);
    expect(JSON.stringify(copy.content)).not.toContain(message.id);
  });

  test("of a forward keeps the first author, and of an edited message has the new text", async () => {
    const from = await talk(alice, eve);
    const { id: messageId } = await say(eve, from, "first");
    const content = { kind: "text" as const, body: "second" };
    await eve.call(editMessageRoute, { params: { id: from, messageId }, body: { content } });
    const copy = await forwarded(alice, messageId);
    const again = await forwarded(bob, copy.id, await talk(bob, eve));
    expect(again.content).toEqual(copy.content);
    expect(again.content).toMatchObject({ content, origin: { author: eve.id } });
  });

  test("of a sticker is that sticker, with its author", async () => {
    const content = { kind: "sticker" as const, pack: "ace", name: "laughing" };
    const messageId = newId();
    const body = { id: messageId, content };
    await eve.call(sendMessageRoute, { params: { id: await talk(alice, eve) }, body });
    const copy = await forwarded(alice, messageId);
    expect(copy.content).toMatchObject({ kind: "forward", content, origin: { author: eve.id } });
  });

  test("stays when its original is deleted, which cannot be forwarded any more", async () => {
    const from = await talk(alice, eve);
    const { id: messageId } = await say(eve, from, "gone soon");
    const copy = await forwarded(alice, messageId);
    await eve.call(deleteMessageRoute, { params: { id: from, messageId } });
    expectRefused(await forward(alice, messageId), "message_deleted");
    const { data } = await bob.call(listMessages, { params: { id: target }, query: { limit: 1 } });
    expect(data[0]).toMatchObject({ id: copy.id, content: { content: { body: "gone soon" } } });
  });

  test("reaches an open room with its content, and answers the author with it", async () => {
    const room = await openRoom(rally, bob.token, roomName("conversation", target));
    const { id: messageId } = await say(alice, await talk(alice, eve), "to the room");
    const { body } = await forward(alice, messageId);
    const content: Content = {
      kind: "forward",
      content: { kind: "text", body: "to the room" },
      origin: { author: alice.id, at: expect.any(Number) as number },
    };
    expect(body).toMatchObject({ data: { content } });
    await eventually(() => {
      expect(room.tail().at(-1)).toMatchObject({ type: "message", author: alice.id, content });
    });
    room.leave();
  });

  test("notifies nobody whom the original mentions", async () => {
    const from = await talk(alice, bob);
    const { id: messageId } = await say(alice, from, `hello @${eve.user.username} and @here`);
    const group = await alice.call(createConversationRoute, {
      body: { kind: "group", name: "three", members: [bob.id, eve.id] },
    });
    await forwarded(alice, messageId, group.data.id);
    const { id: mention } = await say(alice, group.data.id, `@${eve.user.username} now`);
    const after = await eventually(async () => {
      const { data } = await eve.call(listNotifications, { query: {} });
      expect(data.map(({ message }) => message?.id)).toContain(mention);
      return data;
    });
    expect(after.filter(({ kind }) => kind === "mention")).toHaveLength(1);
  });
});

describe("a forward is refused", () => {
  test("out of a private channel, also to its own members, until it becomes public", async () => {
    const id = await channel("private");
    const { id: messageId } = await say(alice, id, "for members");
    expectRefused(await forward(alice, messageId), "not_forwardable");
    expectRefused(await forward(alice, messageId, id), "not_forwardable");
    await alice.call(updateConversationRoute, { params: { id }, body: { visibility: "public" } });
    await forwarded(alice, messageId);
  });

  test("alike for unknown messages and those that the user cannot read", async () => {
    const { id: secret } = await say(bob, await talk(bob, eve), "not for alice");
    const [unknown, unreadable] = [await forward(alice, newId()), await forward(alice, secret)];
    expectRefused(unknown, "not_found");
    expect(unreadable.body).toEqual(unknown.body);
  });

  test("after the user was removed from the conversation", async () => {
    const { data } = await alice.call(createConversationRoute, {
      body: { kind: "group", name: "three", members: [bob.id, eve.id] },
    });
    const { id: messageId } = await say(alice, data.id, "for three");
    await forwarded(bob, messageId);
    await run(alice, removeMember.name, { conversationId: data.id, userId: bob.id });
    expectRefused(await forward(bob, messageId), "not_found");
  });

  test("of a poll, and with content that the sender made up", async () => {
    const poll = await sendPoll(alice, await talk(alice, eve), "Which day?");
    expectRefused(await forward(alice, poll), "not_forwardable");
    const made = {
      kind: "forward",
      content: { kind: "text", body: "never said" },
      origin: { author: eve.id, at: 1 },
    };
    const refused = await alice.ask(sendMessageRoute, {
      params: { id: target },
      body: { id: newId(), content: made as never },
    });
    expectRefused(refused, "invalid_input");
  });

  test("with a block between the user and the author", async () => {
    const [carol, dan] = [await signUp(rally), await signUp(rally)];
    const { data } = await carol.call(createConversationRoute, {
      body: { kind: "group", name: "two", members: [dan.id] },
    });
    const { id: messageId } = await say(dan, data.id, "do not quote me");
    const to = await talk(carol, alice);
    await forwarded(carol, messageId, to);
    await run(dan, "user.block", { userId: carol.id });
    expectRefused(await forward(carol, messageId, to), "blocked");
  });

  test("as an edit: the text of another is not changed", async () => {
    const { id: messageId } = await say(eve, await talk(alice, eve), "my words");
    const copy = await forwarded(alice, messageId);
    const edit = await alice.ask(editMessageRoute, {
      params: { id: target, messageId: copy.id },
      body: { content: { kind: "text", body: "other words" } },
    });
    expectRefused(edit, "not_editable");
  });
});

test("a forward sent twice under one id is one message", async () => {
  const { id: messageId } = await say(alice, await talk(alice, eve), "once");
  const body = { id: newId(), content: { kind: "forward" as const, messageId } };
  const first = await alice.call(sendMessageRoute, { params: { id: target }, body });
  const second = await alice.call(sendMessageRoute, { params: { id: target }, body });
  expect(second.data).toMatchObject({ id: first.data.id, seq: first.data.seq });
  expect(second.data.version).toBe(first.data.version);
});
