import {
  answerJoinRequestRoute,
  cancelJoinRequestRoute,
  joinChannelRoute,
  listChannels,
  listJoinRequests,
} from "@rally/shared/channels";
import {
  createConversationRoute,
  listChanges,
  listMessages,
  listUserChanges,
  sendMessageRoute,
  updateConversationRoute,
} from "@rally/shared/conversations";
import type { ErrorCode } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import { addMember, changeRole, leaveConversation, listMembers } from "@rally/shared/members";
import { listNotifications } from "@rally/shared/notifications";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  expectClosedWithinASecond,
  openRoom,
  runCommand as run,
  say,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

type Visibility = "public" | "private";
type Options = { name?: string; listed?: boolean; topic?: string };

async function channel(owner: TestPerson, visibility: Visibility, options: Options = {}) {
  const body = { kind: "channel" as const, name: `c-${newId()}`, visibility, ...options };
  return (await owner.call(createConversationRoute, { body })).data;
}

const join = (person: TestPerson, id: string) => person.ask(joinChannelRoute, { params: { id } });
const joined = async (person: TestPerson, id: string) =>
  (await person.call(joinChannelRoute, { params: { id } })).data.state;
const answer = (person: TestPerson, id: string, userId: string, state: "accepted" | "rejected") =>
  person.ask(answerJoinRequestRoute, { params: { id, userId }, body: { state } });
const find = async (person: TestPerson, search: string) =>
  (await person.call(listChannels, { query: { search } })).data;
const membersOf = async (person: TestPerson, id: string) =>
  (await person.call(listMembers, { params: { id }, query: {} })).data.map(({ user }) => user.id);
const expectRefused = ({ body }: { body: unknown }, code: ErrorCode) => {
  expect(body).toMatchObject({ success: false, error: { code } });
};
const notificationsOf = async (person: TestPerson) =>
  (await person.call(listNotifications, { query: {} })).data;

const [owner, admin, guest, other] = [
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
];

describe("a public channel", () => {
  test("is created with its owner as the only member", async () => {
    const made = await channel(owner, "public", { topic: "All about chess" });
    expect(made).toMatchObject({ kind: "channel", role: "owner", visibility: "public" });
    expect(made).toMatchObject({ topic: "All about chess", listed: true, memberCount: 1 });
  });

  test("is joined at once, and its messages can be read and written", async () => {
    const { id } = await channel(owner, "public");
    await say(owner, id, "welcome");
    const { meta } = await guest.call(listUserChanges, { query: { since: 0 } });
    expect(await joined(guest, id)).toBe("joined");
    expect(await joined(guest, id)).toBe("joined");
    expect(await membersOf(owner, id)).toEqual([owner.id, guest.id].sort());
    const pulled = await guest.call(listUserChanges, { query: { since: meta.version } });
    expect(pulled.data).toEqual([
      expect.objectContaining({
        type: "conversation",
        conversation: expect.objectContaining({ id, role: "member", unread: 0 }) as unknown,
      }),
    ]);
    const { data } = await guest.call(listMessages, { params: { id }, query: {} });
    expect(data.map(({ content }) => content)).toEqual([{ kind: "text", body: "welcome" }]);
    await say(guest, id, "hello");
  });

  test("lets a user who joins open its room, and closes it when they leave", async () => {
    const { id } = await channel(owner, "public");
    await joined(guest, id);
    const room = await openRoom(rally, guest.token, `conversation.${id}`);
    await say(owner, id, "live");
    await eventually(() => expect(room.texts()).toEqual(["live"]));
    await run(guest, leaveConversation.name, { conversationId: id });
    await expectClosedWithinASecond([rally], guest.id, 4403);
    await eventually(() => expect(room.closed).toContain(4403));
  });

  test("can't be read or written by users who have not joined or have left", async () => {
    const { id } = await channel(owner, "public");
    const read = () => guest.ask(listMessages, { params: { id }, query: {} });
    const body = () => ({ id: newId(), content: { kind: "text" as const, body: "hi" } });
    const write = () => guest.ask(sendMessageRoute, { params: { id }, body: body() });
    for (const attempt of [read, write]) expectRefused(await attempt(), "not_found");
    await joined(guest, id);
    await run(guest, leaveConversation.name, { conversationId: id });
    for (const attempt of [read, write]) expectRefused(await attempt(), "not_found");
  });

  test("gets another owner when its owner leaves", async () => {
    const { id } = await channel(owner, "public");
    await joined(guest, id);
    await run(owner, leaveConversation.name, { conversationId: id });
    const { data } = await guest.call(listMembers, { params: { id }, query: {} });
    expect(data).toMatchObject([{ user: { id: guest.id }, role: "owner" }]);
  });
});

describe("a private channel", () => {
  const listed = async () => {
    const made = await channel(owner, "private", { listed: true });
    await run(owner, addMember.name, { conversationId: made.id, userId: admin.id });
    const role = { conversationId: made.id, userId: admin.id, role: "admin" };
    await run(owner, changeRole.name, role);
    return made;
  };

  test("does not exist to outsiders unless it is listed", async () => {
    const { id, name = "" } = await channel(owner, "private");
    expect(await find(guest, name)).toEqual([]);
    expectRefused(await join(guest, id), "not_found");
    expectRefused(await guest.ask(cancelJoinRequestRoute, { params: { id } }), "not_found");
  });

  test("is joined when an admin accepts the request; both hear of it", async () => {
    const { id, name } = await listed();
    expect(await joined(guest, id)).toBe("requested");
    expect(await joined(guest, id)).toBe("requested");
    expect(await find(guest, name ?? "")).toMatchObject([{ id, state: "requested" }]);
    for (const person of [owner, admin]) {
      const [newest] = await notificationsOf(person);
      expect(newest).toMatchObject({
        kind: "join_request",
        from: { id: guest.id },
        data: { name },
      });
    }
    const requests = await admin.call(listJoinRequests, { params: { id }, query: {} });
    expect(requests.data).toMatchObject([{ user: { id: guest.id } }]);

    expect((await answer(admin, id, guest.id, "accepted")).status).toBe(200);
    expect((await answer(owner, id, guest.id, "accepted")).status).toBe(200);
    expect(await membersOf(owner, id)).toContain(guest.id);
    const [heard] = await notificationsOf(guest);
    expect(heard).toMatchObject({ kind: "moderation", data: { action: "accepted", name } });
    const left = await admin.call(listJoinRequests, { params: { id }, query: {} });
    expect(left.data).toEqual([]);
  });

  test("can be asked again a day after a declined request", async () => {
    const { id, name } = await listed();
    await joined(other, id);
    expect((await answer(owner, id, other.id, "rejected")).status).toBe(200);
    expect(await membersOf(owner, id)).not.toContain(other.id);
    const [heard] = await notificationsOf(other);
    expect(heard).toMatchObject({ kind: "moderation", data: { action: "declined", name } });
    expectRefused(await join(other, id), "asked_too_often");
    await other.call(cancelJoinRequestRoute, { params: { id } });
    expectRefused(await join(other, id), "asked_too_often");
    expectRefused(await answer(owner, id, other.id, "accepted"), "not_found");
    const row = { conversation_id: id, user_id: other.id };
    await rally
      .database("join_requests")
      .where(row)
      .update({ at: new Date(Date.now() - 864e5) });
    expect(await joined(other, id)).toBe("requested");
  });

  test("drops a request that its user withdraws", async () => {
    const { id, name } = await listed();
    await joined(guest, id);
    await guest.call(cancelJoinRequestRoute, { params: { id } });
    expect(await find(guest, name ?? "")).toMatchObject([{ state: "none" }]);
    expectRefused(await answer(owner, id, guest.id, "accepted"), "not_found");
    expect(await membersOf(owner, id)).not.toContain(guest.id);
  });

  test("keeps its requests from members who can't answer them", async () => {
    const { id } = await listed();
    await joined(guest, id);
    await run(owner, addMember.name, { conversationId: id, userId: other.id });
    const role = { conversationId: id, userId: other.id, role: "moderator" };
    await run(owner, changeRole.name, role);
    const query = { params: { id }, query: {} };
    expectRefused(await other.ask(listJoinRequests, query), "forbidden");
    expectRefused(await guest.ask(listJoinRequests, query), "not_found");
    expectRefused(await answer(other, id, guest.id, "accepted"), "forbidden");
    expectRefused(await answer(guest, id, guest.id, "accepted"), "not_found");
  });

  test("[S2] is joined once when two admins accept at the same time", async () => {
    const { id } = await listed();
    await joined(guest, id);
    const answers = await Promise.all([
      answer(owner, id, guest.id, "accepted"),
      answer(admin, id, guest.id, "accepted"),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const query = { params: { id }, query: { since: 0 } };
    const { data } = await owner.call(listChanges, query);
    const rows = data.filter((row) => row.type === "member" && row.user === guest.id);
    expect(rows).toHaveLength(1);
    const row = await rally
      .database("conversations")
      .where({ id })
      .first<{ member_count: number }>();
    expect(row?.member_count).toBe(3);
  });
});

describe("the directory", () => {
  test("finds channels by the beginning of their name or of its words, page by page", async () => {
    const word = `w${newId().slice(-8)}`;
    const names = [`${word} alpha`, `Beta ${word}x`, `${word.toUpperCase()} gamma`];
    for (const name of names) await channel(owner, "public", { name });
    const found = await find(guest, word);
    expect(found.map(({ name }) => name)).toEqual([names[1], names[0], names[2]]);
    expect(await find(guest, `#${word} alp`)).toHaveLength(1);
    const first = await guest.call(listChannels, { query: { search: word, limit: 2 } });
    const after = first.meta.next ?? "";
    const second = await guest.call(listChannels, { query: { search: word, limit: 2, after } });
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(found.map(({ id }) => id));
    expect(second.meta.next).toBeUndefined();
  });

  test("shows topic, members, newest activity and whether the user is a member", async () => {
    const { id, name = "" } = await channel(owner, "public", { topic: "Openings" });
    const { at } = await say(owner, id, "1. e4");
    expect(await find(owner, name)).toEqual([
      expect.objectContaining({
        id,
        topic: "Openings",
        memberCount: 1,
        state: "joined",
        activeAt: at,
      }),
    ]);
    expect(await find(guest, name)).toMatchObject([{ state: "none" }]);
  });

  test("follows a new name and visibility", async () => {
    const { id, name = "" } = await channel(owner, "public");
    const renamed = `n-${newId()}`;
    const params = { id };
    await owner.call(updateConversationRoute, { params, body: { name: renamed } });
    expect(await find(guest, name)).toEqual([]);
    expect(await find(guest, renamed)).toHaveLength(1);
    const { data } = await owner.call(updateConversationRoute, {
      ...{ params, body: { visibility: "private" } },
    });
    expect(data).toMatchObject({ name: renamed, visibility: "private", listed: false });
    expect(await find(guest, renamed)).toEqual([]);
    expectRefused(await join(guest, id), "not_found");
    await owner.call(updateConversationRoute, { params, body: { listed: true } });
    expect(await find(guest, renamed)).toMatchObject([{ visibility: "private" }]);
  });
});

describe("what a channel says about itself", () => {
  test("is one change with all of it, whichever field was set", async () => {
    const { id, name } = await channel(owner, "public", { topic: "Before" });
    const params = { id };
    const { data } = await owner.call(updateConversationRoute, {
      params,
      body: { topic: "After" },
    });
    const fields = { name, visibility: "public", listed: true };
    expect(data).toMatchObject({ ...fields, topic: "After" });
    const cleared = await owner.call(updateConversationRoute, { params, body: { topic: "" } });
    expect(cleared.data).not.toHaveProperty("topic");
    const query = { since: data.version };
    const changes = await owner.call(listChanges, { params, query });
    expect(changes.data).toEqual([{ type: "meta", ...fields, version: cleared.data.version }]);
  });

  test("refuses a change of nothing, and a visibility of a group", async () => {
    const { id } = await channel(owner, "public");
    const update = (target: string, body: object) =>
      owner.ask(updateConversationRoute, { params: { id: target }, body });
    expectRefused(await update(id, {}), "invalid_input");
    const body = { kind: "group" as const, name: "g", members: [] };
    const group = (await owner.call(createConversationRoute, { body })).data.id;
    expectRefused(await update(group, { visibility: "public" }), "invalid_input");
    expect((await update(group, { topic: "A topic" })).status).toBe(200);
  });

  test("can't be changed by members below an admin", async () => {
    const { id } = await channel(owner, "public");
    await joined(guest, id);
    const body = { topic: "Mine" };
    expectRefused(await guest.ask(updateConversationRoute, { params: { id }, body }), "forbidden");
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
