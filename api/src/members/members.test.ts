import { runCommands } from "@rally/shared/commands";
import {
  createConversationRoute,
  deleteMessageRoute,
  listChanges,
  listConversations,
  listMessages,
  listUserChanges,
} from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { listMembers, type Role } from "@rally/shared/members";
import { roomName } from "@rally/shared/rooms";
import { Conversation } from "@rally/shared/server/models";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  openRoom,
  say,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

async function group(size: number): Promise<{ id: string; people: TestPerson[] }> {
  const people = await Promise.all(Array.from({ length: size }, () => signUp(rally)));
  const [owner, ...others] = people as [TestPerson, ...TestPerson[]];
  const { data } = await owner.call(createConversationRoute, {
    body: { kind: "group", name: "friends", members: others.map(({ id }) => id) },
  });
  return { id: data.id, people };
}

/** Runs a command. @returns the version it took, or the error code */
async function tell(by: TestPerson, name: string, input: object): Promise<number | string> {
  const commands = [{ id: newId(), name, input }];
  const { data } = await by.call(runCommands, { body: { commands } });
  const [answer] = data;
  return answer?.success ? (answer.data as { version: number }).version : answer!.error.code;
}

async function rolesIn(id: string, as: TestPerson): Promise<Record<string, Role>> {
  const { data } = await as.call(listMembers, { params: { id } });
  return Object.fromEntries(data.map(({ user, role }) => [user.id, role]));
}

const listed = async (person: TestPerson, id: string) =>
  (await person.call(listConversations)).data.find((row) => row.id === id);

describe("a group", () => {
  test("is created with a name and members, and its creator is the owner", async () => {
    const { id, people } = await group(3);
    const [owner, one, two] = people as [TestPerson, TestPerson, TestPerson];
    expect(await rolesIn(id, one)).toEqual({
      [owner.id]: "owner",
      [one.id]: "member",
      [two.id]: "member",
    });
    expect(await listed(two, id)).toMatchObject({
      ...{ kind: "group", name: "friends", role: "member", memberCount: 3, version: 0 },
    });
    expect(await listed(owner, id)).toMatchObject({ role: "owner" });
  });

  test("is created once per id, and again under another id", async () => {
    const owner = await signUp(rally);
    const body = { kind: "group" as const, name: "alone", members: [owner.id, owner.id] };
    const headers = { "Idempotency-Key": newId() };
    const first = await owner.call(createConversationRoute, { body, headers });
    expect((await owner.call(createConversationRoute, { body, headers })).data).toEqual(first.data);
    expect(first.data.memberCount).toBe(1);
    expect((await owner.call(createConversationRoute, { body })).data.id).not.toBe(first.data.id);
  });

  test.each([
    ["without a name", { name: " " }, ["name"]],
    ["with too long a name", { name: "x".repeat(81) }, ["name"]],
    ["with too many members", { members: Array.from({ length: 101 }, newId) }, ["members"]],
    ["with an invalid user id", { members: ["x"] }, ["members.0"]],
  ])("%s is refused with the name of the field", async (_what, wrong, fields) => {
    const owner = await signUp(rally);
    const body = { kind: "group" as const, name: "friends", members: [], ...wrong };
    const reply = await owner.ask(createConversationRoute, { body });
    expect(reply.body).toMatchObject({ error: { code: "invalid_input" } });
    expect(Object.keys((!reply.body.success && reply.body.error.fields) || {})).toEqual(fields);
  });

  test("is not created with an unknown user", async () => {
    const owner = await signUp(rally);
    const body = { kind: "group" as const, name: "friends", members: [newId()] };
    expect((await owner.ask(createConversationRoute, { body })).status).toBe(404);
  });
});

describe("a member", () => {
  test("added to a group is recorded in the log, and has no unread messages from before", async () => {
    const { id, people } = await group(2);
    const [owner, one] = people as [TestPerson, TestPerson];
    await say(owner, id, "before");
    const room = await openRoom(rally, one.token, roomName("conversation", id));
    const late = await signUp(rally);
    const at = { conversationId: id, userId: late.id };
    expect(await tell(owner, "member.add", at)).toBe(2);
    expect(await tell(owner, "member.add", at)).toBe(2); // adding a member again does not change their role
    await eventually(() =>
      expect(room.tail().at(-1)).toMatchObject({
        ...{ type: "member", user: late.id, role: "member", author: owner.id, version: 2 },
      }),
    );
    expect(await listed(late, id)).toMatchObject({ unread: 0, joinedSeq: 1, memberCount: 3 });
    await say(owner, id, "after");
    expect(await listed(late, id)).toMatchObject({ unread: 1 });
    const { data } = await late.call(listUserChanges, { query: { since: 1 } });
    expect(data).toMatchObject([
      { type: "conversation", conversation: { id } },
      { type: "notification", notification: { kind: "moderation", data: { action: "added" } } },
    ]);
  });

  test("added by two users at once is added once", async () => {
    const { id, people } = await group(2);
    const [owner, one] = people as [TestPerson, TestPerson];
    await tell(owner, "member.role", { conversationId: id, userId: one.id, role: "moderator" });
    const late = await signUp(rally);
    const at = { conversationId: id, userId: late.id };
    const versions = await Promise.all(
      [owner, one, owner, one].map((by) => tell(by, "member.add", at)),
    );
    expect(versions).toEqual([2, 2, 2, 2]);
    expect(await listed(late, id)).toMatchObject({ memberCount: 3 });
  });

  test("removed from a group receives the change and can't read the conversation any more", async () => {
    const { id, people } = await group(3);
    const [owner, one, two] = people as [TestPerson, TestPerson, TestPerson];
    await say(owner, id, "hello");
    const before = (await one.call(listUserChanges, { query: { since: 0 } })).meta.version;
    expect(await tell(owner, "member.remove", { conversationId: id, userId: one.id })).toBe(2);
    const { data, meta } = await one.call(listUserChanges, { query: { since: before } });
    const { version } = meta;
    expect(data).toMatchObject([
      { type: "left", version: version - 1, conversationId: id },
      { type: "notification", version, notification: { data: { action: "removed" } } },
    ]);
    expect(await listed(one, id)).toBeUndefined();
    for (const route of [listMessages, listMembers]) {
      expect((await one.ask(route, { params: { id } })).status).toBe(404);
    }
    const seen = await two.call(listChanges, { params: { id }, query: { since: 1 } });
    expect(seen.data).toEqual([
      { type: "member", user: one.id, role: null, version: 2, memberCount: 2 },
    ]);
  });

  test("with another role learns of it among their own changes", async () => {
    const { id, people } = await group(2);
    const [owner, one] = people as [TestPerson, TestPerson];
    const { meta } = await one.call(listUserChanges, { query: { since: 0 } });
    await tell(owner, "member.role", { conversationId: id, userId: one.id, role: "moderator" });
    const { data } = await one.call(listUserChanges, { query: { since: meta.version } });
    const row = data.find((change) => change.type === "conversation");
    expect(row).toMatchObject({ conversation: { id, role: "moderator" } });
  });

  test("added again is new, without a record of having left", async () => {
    const { id, people } = await group(2);
    const [owner, one] = people as [TestPerson, TestPerson];
    const at = { conversationId: id, userId: one.id };
    await tell(owner, "member.remove", at);
    await say(owner, id, "meanwhile");
    await tell(owner, "member.add", at);
    const { data } = await one.call(listUserChanges, { query: { since: 0 } });
    expect(data.filter((row) => row.type === "left")).toEqual([]);
    expect(await listed(one, id)).toMatchObject({ joinedSeq: 2 - 1, unread: 0 });
    await say(one, id, "back");
    const { data: rows } = await owner.call(listChanges, { params: { id }, query: { since: 0 } });
    expect(rows.filter((row) => row.type === "member")).toEqual([
      { type: "member", user: one.id, role: "member", version: 3, memberCount: 2 },
    ]);
  });

  test("removed and added many times concurrently leaves the count correct", async () => {
    const { id, people } = await group(3);
    const [owner, one] = people as [TestPerson, TestPerson];
    const at = { conversationId: id, userId: one.id };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        tell(owner, index % 2 ? "member.add" : "member.remove", at),
      ),
    );
    const members = await rolesIn(id, owner);
    expect(await listed(owner, id)).toMatchObject({ memberCount: Object.keys(members).length });
  });

  test("can't be added to the world chat, removed from it, or leave it", async () => {
    const { people } = await group(2);
    const [owner, one] = people as [TestPerson, TestPerson];
    const at = { conversationId: WORLD_CONVERSATION_ID, userId: one.id };
    for (const name of ["member.add", "member.remove"]) {
      expect(await tell(owner, name, at)).toBe("forbidden");
    }
    const world = { conversationId: WORLD_CONVERSATION_ID };
    expect(await tell(owner, "member.leave", world)).toBe("forbidden");
  });

  test("[S5] unknown to the server is refused alone; other commands of the batch succeed", async () => {
    const { id, people } = await group(2);
    const [owner, one] = people as [TestPerson, TestPerson];
    const adding = {
      id: newId(),
      name: "member.add",
      input: { conversationId: id, userId: newId() },
    };
    const sending = () => ({
      id: newId(),
      name: "message.send",
      input: { conversationId: id, content: { kind: "text", body: "beside it" } },
    });
    const commands = [sending(), adding, sending()];
    const [{ data }, beside] = await Promise.all([
      owner.call(runCommands, { body: { commands } }),
      say(one, id, "of another"),
    ]);
    expect(data.map((answer) => (answer.success ? "ok" : answer.error.code))).toEqual([
      "ok",
      "not_found",
      "ok",
    ]);
    expect(beside.seq).toBeGreaterThan(0);
    expect(await listed(owner, id)).toMatchObject({ version: 3, lastSeq: 3, memberCount: 2 });
  });
});

describe("an owner", () => {
  test("that makes another member the owner becomes an admin", async () => {
    const { id, people } = await group(2);
    const [owner, one] = people as [TestPerson, TestPerson];
    const naming = { conversationId: id, userId: one.id, role: "owner" };
    expect(await tell(owner, "member.role", naming)).toBe(2);
    expect(await rolesIn(id, one)).toEqual({ [owner.id]: "admin", [one.id]: "owner" });
    expect(await tell(owner, "member.role", { ...naming, role: "member" })).toBe("forbidden");
    const row = await Conversation.query(rally.database).findById(id);
    expect(row).toMatchObject({ ownerId: one.id });
  });

  test("that leaves is succeeded by the member with the highest role, the oldest member first", async () => {
    const { id, people } = await group(2);
    const [owner, one] = people as [TestPerson, TestPerson];
    const [early, late] = [await signUp(rally), await signUp(rally)];
    for (const { id: userId } of [early, late]) {
      await tell(owner, "member.add", { conversationId: id, userId });
    }
    for (const { id: userId } of [late, early]) {
      await tell(owner, "member.role", { conversationId: id, userId, role: "moderator" });
    }
    await tell(owner, "member.leave", { conversationId: id });
    expect(await rolesIn(id, one)).toEqual({
      [one.id]: "member",
      [early.id]: "owner",
      [late.id]: "moderator",
    });
  });

  test("and all others may leave at once: there is one owner until no member is left", async () => {
    const { id, people } = await group(6);
    const stay = people.at(-1) as TestPerson;
    const leaving = people.slice(0, -1);
    await Promise.all(leaving.map((who) => tell(who, "member.leave", { conversationId: id })));
    expect(await rolesIn(id, stay)).toEqual({ [stay.id]: "owner" });
    await tell(stay, "member.leave", { conversationId: id });
    expect(await listed(stay, id)).toBeUndefined();
  });
});

test("a moderator can delete messages of others, and no one can edit them", async () => {
  const { id, people } = await group(3);
  const [owner, one, two] = people as [TestPerson, TestPerson, TestPerson];
  await tell(owner, "member.role", { conversationId: id, userId: one.id, role: "moderator" });
  const { id: messageId } = await say(two, id, "rude");
  expect((await one.ask(deleteMessageRoute, { params: { id, messageId } })).status).toBe(200);
  const { data } = await owner.call(listMessages, { params: { id } });
  expect(data).toMatchObject([{ id: messageId, content: null, author: two.id }]);
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
