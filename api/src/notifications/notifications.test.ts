import { runCommands } from "@rally/shared/commands";
import {
  createConversationRoute,
  listUserChanges,
  setMarkerRoute,
} from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { listNotifications, type Notification } from "@rally/shared/notifications";
import { roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally({ limits: { notificationGather: 20 } });
afterAll(() => rally.close());

async function listOf(who: TestPerson): Promise<Notification[]> {
  return (await who.call(listNotifications)).data;
}

async function command(by: TestPerson, name: string, input: object): Promise<unknown> {
  const { data } = await by.call(runCommands, {
    body: { commands: [{ id: newId(), name, input }] },
  });
  const [answer] = data;
  return answer?.success ? answer.data : answer?.error.code;
}

async function group(owner: TestPerson, ...members: TestPerson[]): Promise<string> {
  const body = { kind: "group" as const, name: "club", members: members.map(({ id }) => id) };
  const { data } = await owner.call(createConversationRoute, { body });
  for (const member of members) {
    const [added] = await listOf(member);
    await command(member, "notification.read", { ids: [added?.id] });
  }
  return data.id;
}

async function people(): Promise<[TestPerson, TestPerson, TestPerson]> {
  return [await signUp(rally), await signUp(rally), await signUp(rally)];
}

const unreadKinds = async (who: TestPerson): Promise<string[]> =>
  (await listOf(who)).filter(({ readAt }) => readAt === undefined).map(({ kind }) => kind);

/** Waits until all that was said has been looked at. */
async function settled(conversation: string): Promise<void> {
  await eventually(async () => {
    const { rows } = await rally.database.raw<{ rows: object[] }>(
      `select from conversations c join notification_cursors k on k.conversation_id = c.id
        where c.id = ? and c.last_seq = k.seq`,
      [conversation],
    );
    expect(rows).toHaveLength(1);
  });
}

describe("messages", () => {
  test("of one conversation are one notification, counted up, from whoever wrote last", async () => {
    const [one, other] = await people();
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

  test("are read with the conversation, on all devices, and begin anew after it", async () => {
    const [one, other] = await people();
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

  test("say what they say now: an edited one its new words, a deleted one none", async () => {
    const [one, other] = await people();
    const id = await talk(one, other);
    const { id: messageId } = await say(one, id, "before");
    await eventually(async () => expect(await listOf(other)).toHaveLength(1));
    const content = { kind: "text", body: "after" };
    await command(one, "message.edit", { conversationId: id, messageId, content });
    expect((await listOf(other))[0]?.message?.excerpt).toBe("after");
    await command(one, "message.delete", { conversationId: id, messageId });
    expect((await listOf(other))[0]?.message).not.toHaveProperty("excerpt");
  });

  test("in a room too large touch nobody's row, save whom they name", async () => {
    const large = await startTestRally({
      limits: { notificationGather: 20, smallRoomMembers: 2 },
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

  test("are looked at by whoever starts next, once, where a server died before", async () => {
    const [one, other] = await people();
    const id = await talk(one, other);
    await say(one, id, "seen");
    await eventually(async () => expect((await listOf(other))[0]?.count).toBe(1));
    // As if it had been killed between a commit and the look at it.
    await rally
      .database("notification_cursors")
      .where("conversation_id", id)
      .update({ seq: 0, version: 0 });
    await rally.database("notifications").where("user_id", other.id).delete();
    await rally.restart();
    await eventually(async () => expect((await listOf(other))[0]?.count).toBe(1));
  });
});

describe("a mention", () => {
  test("is a notification of its own, and not one of the messages as well", async () => {
    const [one, other] = await people();
    const id = await group(one, other);
    await say(one, id, "to everyone");
    const { seq } = await say(one, id, `@${other.user.username.toUpperCase()} look`);
    await eventually(async () => expect(await unreadKinds(other)).toEqual(["mention", "message"]));
    expect((await listOf(other)).find(({ kind }) => kind === "message")?.count).toBe(1);
    await other.call(setMarkerRoute, { params: { id }, body: { seq } });
    await eventually(async () => expect(await unreadKinds(other)).toEqual([]));
  });

  test("in the world chat reaches whom it names, and messages there nobody", async () => {
    const [one, other, third] = await people();
    const { seq } = await say(one, WORLD_CONVERSATION_ID, `hello @${other.user.username}`);
    await eventually(async () => expect(await unreadKinds(other)).toEqual(["mention"]));
    expect(await listOf(third)).toEqual([]);
    const params = { id: WORLD_CONVERSATION_ID };
    await other.call(setMarkerRoute, { params, body: { seq } });
    await eventually(async () => expect(await unreadKinds(other)).toEqual([]));
  });

  test("of who is not in the conversation, or of oneself, is none", async () => {
    const [one, other, stranger] = await people();
    const id = await group(one, other);
    await say(one, id, `@${stranger.user.username} @${one.user.username} @nobody_here`);
    await settled(id);
    expect(await listOf(stranger)).toEqual([]);
    expect(await listOf(one)).toEqual([]);
  });

  test("of @here is one for those who are connected", async () => {
    const [one, here, gone] = await people();
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

  test("[S14] by whom one has blocked, or who has blocked one, is none", async () => {
    const [one, other, third] = await people();
    const id = await group(third, one, other);
    await command(one, "user.block", { userId: other.id });
    await say(one, id, `@${other.user.username}`);
    await say(other, id, `@${one.user.username}`);
    await settled(id);
    expect(await unreadKinds(one)).toEqual([]);
    expect(await unreadKinds(other)).toEqual([]);
    await eventually(async () => expect((await listOf(third))[0]?.count).toBe(2));
  });
});

describe("what one wants to know of a conversation", () => {
  test.each([
    ["all", ["mention", "message"]],
    ["mentions", ["mention"]],
    ["none", []],
  ])("%s", async (level, expected) => {
    const [one, other] = await people();
    const id = await group(one, other);
    expect(await command(other, "conversation.notify", { conversationId: id, level })).toEqual({
      level,
    });
    await say(one, id, "a word");
    await say(one, id, `@${other.user.username}`);
    await settled(id);
    await eventually(async () => expect(await unreadKinds(other)).toEqual(expected));
    const { data } = await other.call(listUserChanges, { query: { since: 0 } });
    const row = data.find(
      (change) => change.type === "conversation" && change.conversation.id === id,
    );
    expect(row).toMatchObject({ conversation: { level } });
  });

  test("is asked of members alone", async () => {
    const [one, other, stranger] = await people();
    const input = { conversationId: await group(one, other), level: "none" };
    expect(await command(stranger, "conversation.notify", input)).toBe("not_found");
  });
});

describe("reading", () => {
  test("takes some, all up to a version, and nothing of anyone else's", async () => {
    const [one, other] = await people();
    const id = await group(one, other);
    for (const word of ["one", "two", "three"]) {
      await say(one, id, `@${other.user.username} ${word}`);
    }
    await eventually(async () => expect(await unreadKinds(other)).toHaveLength(3));
    const [third, second, first] = await listOf(other);
    const ids = [first?.id];
    expect(await command(one, "notification.read", { ids })).toEqual({ read: 0 });
    expect(await command(other, "notification.read", { ids })).toEqual({ read: 1 });
    const upTo = second?.version;
    expect(await command(other, "notification.readAll", { upTo })).toEqual({ read: 1 });
    const { data, meta } = await other.call(listNotifications);
    expect(data.filter(({ readAt }) => readAt === undefined)).toMatchObject([{ id: third?.id }]);
    expect(meta.unread).toBe(1);
  });

  test("leaves unread what moved up since one saw it", async () => {
    const [one, other] = await people();
    const id = await talk(one, other);
    await say(one, id, "first");
    await eventually(async () => expect(await listOf(other)).toHaveLength(1));
    const [seen] = await listOf(other);
    await say(one, id, "second");
    await eventually(async () => expect((await listOf(other))[0]?.count).toBe(2));
    const input = { ids: [seen?.id], upTo: seen?.version };
    expect(await command(other, "notification.read", input)).toEqual({ read: 0 });
    expect(await unreadKinds(other)).toEqual(["message"]);
  });

  test("is told to one's other devices by the pull, each row with a version of its own", async () => {
    const [one, other] = await people();
    const id = await group(one, other);
    for (const word of ["one", "two", "three"])
      await say(one, id, `@${other.user.username} ${word}`);
    await eventually(async () => expect(await unreadKinds(other)).toHaveLength(3));
    const pulled = new Map<string, Notification>();
    const pull = async (since: number): Promise<number> => {
      const { data, meta } = await other.call(listUserChanges, { query: { since, limit: 1 } });
      for (const row of data) {
        if (row.type === "notification") pulled.set(row.notification.id, row.notification);
      }
      return meta.next === undefined ? meta.version : pull(meta.next);
    };
    const version = await pull(0);
    expect([...pulled.values()].filter(({ kind }) => kind === "mention")).toHaveLength(3);
    await command(other, "notification.readAll", { upTo: version });
    pulled.clear();
    await pull(version);
    expect(pulled.size).toBe(3);
    for (const { readAt } of pulled.values()) expect(readAt).toBeGreaterThan(0);
  });
});

describe("what is done to somebody by who may", () => {
  test("is told: brought in, another role, put out", async () => {
    const [owner, other] = await people();
    const body = { kind: "group" as const, name: "club", members: [other.id] };
    const { data } = await owner.call(createConversationRoute, { body });
    const member = { conversationId: data.id, userId: other.id };
    const newest = async () => (await listOf(other))[0];
    expect(await newest()).toMatchObject({ kind: "moderation", data: { action: "added" } });
    await command(owner, "member.role", { ...member, role: "moderator" });
    expect(await newest()).toMatchObject({ data: { action: "role", role: "moderator" } });
    await command(owner, "member.remove", member);
    expect(await newest()).toMatchObject({
      data: { action: "removed", name: "club" },
      from: { id: owner.id },
    });
    await command(owner, "member.add", member);
    expect(await newest()).toMatchObject({ data: { action: "added" } });
    expect(await listOf(other)).toHaveLength(1);
    await command(other, "member.leave", { conversationId: data.id });
    expect((await newest())?.data.action).toBe("added");
  });
});

describe("a page of notifications", () => {
  test("goes on where the one before ended, whatever comes meanwhile", async () => {
    const [one, other] = await people();
    const id = await group(one, other);
    for (let count = 0; count < 7; count += 1) await say(one, id, `@${other.user.username}`);
    await eventually(async () => expect(await unreadKinds(other)).toHaveLength(7));
    const all = (await listOf(other)).map((row) => row.id);
    const found: string[] = [];
    let before: string | undefined;
    do {
      const query = { limit: 3, ...(before && { before }) };
      const { data, meta } = await other.call(listNotifications, { query });
      found.push(...data.map((row) => row.id));
      before = meta.next;
    } while (before);
    expect(found).toEqual(all);
  });
});

test("quiet hours are rows, pulled by every device", async () => {
  const [one] = await people();
  const disturb = {
    hours: { timeZone: "Europe/Paris", from: 1320, to: 420, days: [1, 2, 3] },
    until: 1_900_000_000_000,
  };
  expect(await command(one, "notifications.disturb", disturb)).toEqual(disturb);
  const { data } = await one.call(listUserChanges, { query: { since: 0 } });
  expect(data.find(({ type }) => type === "disturb")).toMatchObject({ disturb });
  expect(await command(one, "notifications.disturb", { hours: null, until: null })).toEqual({
    hours: null,
    until: null,
  });
});

test("nothing failed on the server's side", () => {
  expect(rally.errors).toEqual([]);
});
