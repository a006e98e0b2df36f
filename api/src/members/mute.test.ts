import { listAudit } from "@rally/shared/audit";
import { joinChannelRoute } from "@rally/shared/channels";
import {
  addReactionRoute,
  createConversationRoute,
  deleteMessageRoute,
  editMessageRoute,
  listUserChanges,
  sendMessageRoute,
  updateConversationRoute,
} from "@rally/shared/conversations";
import type { ErrorCode } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import {
  changeRole,
  FOREVER,
  leaveConversation,
  listMembers,
  muteMemberRoute,
  removeMemberRoute,
  unmuteMemberRoute,
} from "@rally/shared/members";
import { afterAll, describe, expect, test } from "vitest";
import {
  runCommand as run,
  say,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [owner, moderator, guest] = [await signUp(rally), await signUp(rally), await signUp(rally)];
const join = (person: TestPerson, id: string) => person.ask(joinChannelRoute, { params: { id } });

/** A public channel of `owner` with a moderator and a member. */
async function channel(): Promise<string> {
  const body = { kind: "channel" as const, name: `c-${newId()}`, visibility: "public" as const };
  const { id } = (await owner.call(createConversationRoute, { body })).data;
  for (const person of [moderator, guest]) await join(person, id);
  const role = { conversationId: id, userId: moderator.id, role: "moderator" };
  await run(owner, changeRole.name, role);
  return id;
}

const mute = (person: TestPerson, id: string, userId: string, until?: number) =>
  person.ask(muteMemberRoute, { params: { id, userId }, body: until ? { until } : {} });
const unmute = (person: TestPerson, id: string, userId: string) =>
  person.ask(unmuteMemberRoute, { params: { id, userId } });
const send = (person: TestPerson, id: string) =>
  person.ask(sendMessageRoute, {
    params: { id },
    body: { id: newId(), content: { kind: "text" as const, body: "hello" } },
  });
const conversationIn = async (person: TestPerson, id: string) => {
  const { data } = await person.call(listUserChanges, { query: { since: 0 } });
  return data.flatMap((row) =>
    row.type === "conversation" && row.conversation.id === id ? row.conversation : [],
  )[0];
};
const expectRefused = ({ body }: { body: unknown }, code: ErrorCode) => {
  expect(body).toMatchObject({ success: false, error: { code } });
};

describe("a mute", () => {
  test("refuses messages, edits and reactions, and allows deleting, until it is lifted", async () => {
    const id = await channel();
    const { id: messageId } = await say(guest, id, "before");
    const { id: second } = await say(guest, id, "second");
    expect((await mute(moderator, id, guest.id)).status).toBe(200);
    expectRefused(await send(guest, id), "muted");
    const content = { kind: "text" as const, body: "changed" };
    const params = { id, messageId };
    expectRefused(await guest.ask(editMessageRoute, { params, body: { content } }), "muted");
    const reaction = { params: { ...params, emoji: "👍" } };
    expectRefused(await guest.ask(addReactionRoute, reaction), "muted");
    const deleted = await guest.ask(deleteMessageRoute, { params: { id, messageId: second } });
    expect(deleted.status).toBe(200);
    expect((await unmute(owner, id, guest.id)).status).toBe(200);
    expect((await unmute(owner, id, guest.id)).status).toBe(200);
    expect((await send(guest, id)).status).toBe(200);
  });

  test("ends by itself", async () => {
    const id = await channel();
    await mute(moderator, id, guest.id, Date.now() + 60_000);
    expectRefused(await send(guest, id), "muted");
    await rally.database("mutes").update({ until: new Date(Date.now() - 1) });
    // Whatever changes the conversation's row has the server read its members again.
    await rally.database("conversations").where({ id }).increment("rights", 1);
    expect((await send(guest, id)).status).toBe(200);
  });

  test("is shown to the member, and to all in the list of members", async () => {
    const id = await channel();
    const until = Date.now() + 3_600_000;
    await mute(moderator, id, guest.id, until);
    expect(await conversationIn(guest, id)).toMatchObject({ mutedUntil: until });
    const { data } = await owner.call(listMembers, { params: { id }, query: {} });
    expect(data.find(({ user }) => user.id === guest.id)).toMatchObject({ mutedUntil: until });
    await mute(moderator, id, guest.id);
    expect(await conversationIn(guest, id)).toMatchObject({ mutedUntil: FOREVER });
    await unmute(moderator, id, guest.id);
    expect(await conversationIn(guest, id)).not.toHaveProperty("mutedUntil");
  });

  test("outlasts leaving and joining again", async () => {
    const id = await channel();
    await mute(moderator, id, guest.id);
    await run(guest, leaveConversation.name, { conversationId: id });
    await join(guest, id);
    expectRefused(await send(guest, id), "muted");
    expect(await conversationIn(guest, id)).toMatchObject({ mutedUntil: FOREVER });
  });

  test("is refused towards equal and higher roles, by plain members, and in the past", async () => {
    const id = await channel();
    expectRefused(await mute(moderator, id, owner.id), "forbidden");
    expectRefused(await mute(moderator, id, moderator.id), "forbidden");
    expectRefused(await mute(guest, id, moderator.id), "forbidden");
    expectRefused(await mute(moderator, id, newId()), "not_found");
    expectRefused(await mute(moderator, id, guest.id, 1), "invalid_input");
    expect((await send(guest, id)).status).toBe(200);
  });

  test("is in the audit log", async () => {
    const id = await channel();
    await mute(moderator, id, guest.id);
    await unmute(moderator, id, guest.id);
    const { data } = await owner.call(listAudit, { params: { id }, query: {} });
    expect(data.slice(0, 2)).toMatchObject([
      { action: "unmuted", actor: { id: moderator.id }, target: { id: guest.id } },
      { action: "muted", actor: { id: moderator.id }, target: { id: guest.id } },
    ]);
  });
});

describe("slow mode", () => {
  const slow = (id: string, slowMode: number) =>
    owner.call(updateConversationRoute, { params: { id }, body: { slowMode } });

  test("refuses a member's next message until its seconds have passed", async () => {
    const id = await channel();
    expect((await slow(id, 30)).data).toMatchObject({ slowMode: 30 });
    expect((await send(guest, id)).status).toBe(200);
    const refused = await send(guest, id);
    expectRefused(refused, "slow_mode");
    const { error } = refused.body as { error?: { retryAfter?: number } };
    expect(error?.retryAfter).toBeGreaterThan(0);
    expect(error?.retryAfter).toBeLessThanOrEqual(30_000);
    const at = new Date(Date.now() - 31_000);
    await rally.database("messages").where("conversation_id", id).update({ created_at: at });
    await rally.database("conversations").where({ id }).increment("rights", 1);
    expect((await send(guest, id)).status).toBe(200);
  });

  test("counts two messages of one request, and messages from before it was turned on", async () => {
    const id = await channel();
    await say(guest, id, "before");
    await slow(id, 3_600);
    expectRefused(await send(guest, id), "slow_mode");
    const [one, two] = await Promise.all([send(moderator, id), send(moderator, id)]);
    expect([one.status, two.status]).toEqual([200, 200]);
  });

  test("lets moderators write, is shown to members, and is turned off by 0", async () => {
    const id = await channel();
    await slow(id, 30);
    for (let round = 0; round < 2; round += 1) expect((await send(moderator, id)).status).toBe(200);
    expect(await conversationIn(guest, id)).toMatchObject({ slowMode: 30 });
    const { data } = await slow(id, 0);
    expect(data).not.toHaveProperty("slowMode");
    for (let round = 0; round < 2; round += 1) expect((await send(guest, id)).status).toBe(200);
  });

  test("is changed by the owner and admins, up to six hours", async () => {
    const id = await channel();
    const change = (person: TestPerson, slowMode: number) =>
      person.ask(updateConversationRoute, { params: { id }, body: { slowMode } });
    expectRefused(await change(moderator, 10), "forbidden");
    expectRefused(await change(owner, 21_601), "invalid_input");
    expectRefused(await change(owner, -1), "invalid_input");
  });
});

test("a moderator removes a member by the route", async () => {
  const id = await channel();
  const remove = (person: TestPerson, userId: string) =>
    person.ask(removeMemberRoute, { params: { id, userId } });
  expectRefused(await remove(guest, moderator.id), "forbidden");
  expect((await remove(moderator, guest.id)).status).toBe(200);
  expectRefused(await send(guest, id), "not_found");
});

test("logs no error", () => {
  expect(rally.errors).toEqual([]);
});
