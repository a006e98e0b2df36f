import { createConversationRoute } from "@rally/shared/conversations";
import type { ErrorCode } from "@rally/shared/errors";
import {
  acceptInviteRoute,
  createInviteRoute,
  listInvites,
  revokeInviteRoute,
  showInvite,
} from "@rally/shared/invites";
import { limits } from "@rally/shared/limits";
import { changeRole, leaveConversation, listMembers, removeMember } from "@rally/shared/members";
import { afterAll, describe, expect, test } from "vitest";
import {
  ask,
  runCommand as run,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";
import { useInvite } from "./rows.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [owner, moderator, guest, other] = [
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
];

async function privateChannel(): Promise<string> {
  const body = { kind: "channel" as const, name: "Secret club", visibility: "private" as const };
  const { id } = (await owner.call(createConversationRoute, { body })).data;
  await accept(moderator, await invite(owner, id));
  const role = { conversationId: id, userId: moderator.id, role: "moderator" };
  await run(owner, changeRole.name, role);
  return id;
}

async function invite(person: TestPerson, id: string, options: { uses?: number } = {}) {
  return (await person.call(createInviteRoute, { params: { id }, body: options })).data.code;
}
const accept = (person: TestPerson, code: string) =>
  person.ask(acceptInviteRoute, { params: { code } });
const show = (code: string) => ask(rally.url, showInvite, { params: { code } });
const membersOf = async (id: string) =>
  (await owner.call(listMembers, { params: { id }, query: {} })).data.map(({ user }) => user.id);
const codesOf = async (person: TestPerson, id: string) =>
  (await person.call(listInvites, { params: { id } })).data.map(({ code }) => code);

const expectRefused = ({ body }: { body: unknown }, code: ErrorCode) => {
  expect(body).toMatchObject({ success: false, error: { code } });
};
/** The answer to a code that never was. */
const unknown = (await show("A".repeat(16))).body;

describe("an invite link", () => {
  test("shows what it leads to, to users without an account, without joining", async () => {
    const id = await privateChannel();
    const { body } = await show(await invite(moderator, id));
    expect(body).toMatchObject({
      data: { conversationId: id, kind: "channel", name: "Secret club", memberCount: 2 },
    });
    expect(body).toMatchObject({ data: { invitedBy: moderator.user.displayName } });
    expect(body).not.toHaveProperty("data.picture");
  });

  test("shows the picture of its conversation", async () => {
    const id = await privateChannel();
    const picture = "a".repeat(64);
    await rally.database("conversations").where({ id }).update({ picture });
    const { body } = await show(await invite(owner, id));
    expect(body).toMatchObject({ data: { picture } });
  });

  test("lets its users in, and counts each of them once", async () => {
    const id = await privateChannel();
    const code = await invite(owner, id, { uses: 2 });
    for (const person of [guest, guest, other]) {
      expect((await accept(person, code)).body).toMatchObject({ data: { conversationId: id } });
    }
    expect(await membersOf(id)).toEqual(
      [owner, moderator, guest, other].map(({ id }) => id).sort(),
    );
    expect((await show(code)).body).toEqual(unknown);
    expect(await codesOf(owner, id)).not.toContain(code);
  });

  test("of a group works too", async () => {
    const body = { kind: "group" as const, name: "g", members: [] };
    const { id } = (await owner.call(createConversationRoute, { body })).data;
    expect((await accept(guest, await invite(owner, id))).status).toBe(200);
    expect(await membersOf(id)).toContain(guest.id);
  });

  test("lets in no more users than its uses when many accept at once", async () => {
    const id = await privateChannel();
    const code = await invite(owner, id, { uses: 3 });
    const people = await Promise.all(Array.from({ length: 12 }, () => signUp(rally)));
    const answers = await Promise.all(people.map((person) => accept(person, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    for (const answer of answers) if (answer.status !== 200) expectRefused(answer, "not_found");
    expect(await membersOf(id)).toHaveLength(5);
  });

  test("counts no use past its bound within one transaction either", async () => {
    const code = await invite(owner, await privateChannel(), { uses: 2 });
    const use = useInvite(code);
    await rally.database.transaction(async (trx) => {
      for (const _use of [1, 2]) await use.write(trx);
      await expect(use.write(trx)).rejects.toMatchObject({ code: "not_found" });
    });
  });

  test("that expired, was revoked, or whose creator was removed is answered like an unknown one", async () => {
    const id = await privateChannel();
    const [expired, revoked, orphaned] = [
      await invite(owner, id),
      await invite(owner, id),
      await invite(moderator, id),
    ];
    const past = new Date(Date.now() - 1_000);
    await rally.database("invites").where({ code: expired }).update({ expires_at: past });
    await moderator.call(revokeInviteRoute, { params: { id, code: revoked } });
    await run(owner, removeMember.name, { conversationId: id, userId: moderator.id });
    for (const code of [expired, revoked, orphaned]) {
      expect((await show(code)).body).toEqual(unknown);
      expectRefused(await accept(guest, code), "not_found");
    }
    expect(await membersOf(id)).toEqual([owner.id]);
  });

  test("works no longer when its creator may not invite any more, nor when they leave and return", async () => {
    const id = await privateChannel();
    const code = await invite(moderator, id);
    const role = { conversationId: id, userId: moderator.id, role: "member" };
    await run(owner, changeRole.name, role);
    expectRefused(await accept(guest, code), "not_found");
    await run(moderator, leaveConversation.name, { conversationId: id });
    await accept(moderator, await invite(owner, id));
    await run(owner, changeRole.name, { ...role, role: "moderator" });
    expectRefused(await accept(guest, code), "not_found");
  });

  test("can't be used for another conversation", async () => {
    const [id, another] = [await privateChannel(), await privateChannel()];
    const code = await invite(owner, id);
    const input = { conversationId: another, code };
    await expect(run(guest, "invite.accept", input)).rejects.toThrow("not_found");
  });
});

describe("who manages invite links", () => {
  test("moderators and above create, list and revoke them; members don't see them", async () => {
    const id = await privateChannel();
    const code = await invite(moderator, id);
    await accept(guest, code);
    expect(await codesOf(owner, id)).toContain(code);
    const params = { id };
    expectRefused(await guest.ask(listInvites, { params }), "forbidden");
    expectRefused(await guest.ask(createInviteRoute, { params, body: {} }), "forbidden");
    expectRefused(await guest.ask(revokeInviteRoute, { params: { id, code } }), "forbidden");
    expectRefused(await other.ask(listInvites, { params }), "not_found");
    expectRefused(await other.ask(createInviteRoute, { params, body: {} }), "not_found");
  });

  test("a link that would have expired already is refused", async () => {
    const id = await privateChannel();
    const reply = await owner.ask(createInviteRoute, { params: { id }, body: { expiresAt: 1 } });
    expect(reply.body).toMatchObject({ error: { fields: { expiresAt: ["too_small"] } } });
  });

  test("a conversation has a bounded number of valid links; expired ones don't count", async () => {
    const id = await privateChannel();
    const stored = (await codesOf(owner, id)).length;
    for (let n = stored; n < limits.invitesOfConversation; n += 1) await invite(owner, id);
    const params = { id };
    expectRefused(await owner.ask(createInviteRoute, { params, body: {} }), "too_many_invites");
    const rows = rally.database("invites").where({ conversation_id: id });
    await rows.update({ expires_at: new Date(0) });
    expect(await invite(owner, id)).toMatch(/^[\w-]{16}$/);
  });

  test("the two-person conversation and the world chat have none", async () => {
    const body = { kind: "direct" as const, userId: guest.id };
    const { id } = (await owner.call(createConversationRoute, { body })).data;
    expectRefused(await owner.ask(createInviteRoute, { params: { id }, body: {} }), "forbidden");
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
