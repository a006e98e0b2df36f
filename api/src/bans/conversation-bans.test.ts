import { listAudit } from "@rally/shared/audit";
import { banRoute, listBans, unbanRoute } from "@rally/shared/bans";
import { joinChannelRoute } from "@rally/shared/channels";
import { createConversationRoute, listMessages } from "@rally/shared/conversations";
import type { ErrorCode } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import { acceptInviteRoute, createInviteRoute } from "@rally/shared/invites";
import { addMember, changeRole, listMembers } from "@rally/shared/members";
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

const rally = await startTestRally({ publicUrl: "http://rally.test" });
afterAll(() => rally.close());

const [owner, moderator, guest, other] = [
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
];
await rally.database("users").where("id", owner.id).update({ role: "admin" });

/** A channel of `owner` with a moderator. */
async function channel(visibility: "public" | "private" = "public"): Promise<string> {
  const body = { kind: "channel" as const, name: `c-${newId()}`, visibility };
  const { id } = (await owner.call(createConversationRoute, { body })).data;
  await run(owner, addMember.name, { conversationId: id, userId: moderator.id });
  const role = { conversationId: id, userId: moderator.id, role: "moderator" };
  await run(owner, changeRole.name, role);
  return id;
}

interface Banned {
  userId?: string;
  address?: string;
  until?: number;
  reason?: string;
  confirmed?: boolean;
}
const ban = (person: TestPerson, id: string, body: Banned) =>
  person.ask(banRoute, { params: { id }, body });
const banned = async (person: TestPerson, id: string, body: Banned) =>
  (await person.call(banRoute, { params: { id }, body })).data;
const lift = (person: TestPerson, id: string, banId: string) =>
  person.ask(unbanRoute, { params: { id, banId } });
const bansOf = async (person: TestPerson, id: string) =>
  (await person.call(listBans, { params: { id }, query: {} })).data;
const auditOf = async (person: TestPerson, id: string) =>
  (await person.call(listAudit, { params: { id }, query: {} })).data;
const join = (person: TestPerson, id: string, from?: string) =>
  person.ask(joinChannelRoute, {
    params: { id },
    ...(from && { headers: { "X-Forwarded-For": from } }),
  });
const membersOf = async (id: string) =>
  (await owner.call(listMembers, { params: { id }, query: {} })).data.map(({ user }) => user.id);
const expectRefused = ({ body }: { body: unknown }, code: ErrorCode) => {
  expect(body).toMatchObject({ success: false, error: { code } });
};
/** Sets where a user's sessions were last seen. */
const connectFrom = (person: TestPerson, ip: string) =>
  rally.database("sessions").where("user_id", person.id).update({ ip });

describe("a ban of a user", () => {
  test("removes them, closes their socket, and refuses every way back until it is lifted", async () => {
    const id = await channel();
    await join(guest, id);
    const room = await openRoom(rally, guest.token, `conversation.${id}`);
    const { id: banId, removed } = await banned(moderator, id, { userId: guest.id });
    expect(removed).toBe(1);
    await expectClosedWithinASecond([rally], guest.id, 4403);
    await eventually(() => expect(room.closed).toContain(4403));
    await say(owner, id, "after the ban");
    expect(room.texts()).toEqual([]);
    expectRefused(await guest.ask(listMessages, { params: { id }, query: {} }), "not_found");

    const invite = await owner.call(createInviteRoute, { params: { id }, body: {} });
    expectRefused(await join(guest, id), "banned_here");
    const params = { code: invite.data.code };
    expectRefused(await guest.ask(acceptInviteRoute, { params }), "banned_here");
    await expect(
      run(owner, addMember.name, { conversationId: id, userId: guest.id }),
    ).rejects.toThrow("banned_here");
    expect(await membersOf(id)).not.toContain(guest.id);

    expect((await lift(moderator, id, banId)).status).toBe(200);
    expect((await lift(moderator, id, banId)).status).toBe(200);
    expect((await join(guest, id)).status).toBe(200);
  });

  test("notifies them, and refuses a request to join a private channel", async () => {
    const id = await channel("private");
    await rally.database("conversations").where({ id }).update({ listed: true });
    await run(owner, addMember.name, { conversationId: id, userId: guest.id });
    await banned(owner, id, { userId: guest.id });
    const [newest] = (await guest.call(listNotifications, { query: {} })).data;
    expect(newest).toMatchObject({ kind: "moderation", data: { action: "bannedHere" } });
    expectRefused(await join(guest, id), "banned_here");
  });

  test("works before the user was ever a member, and ends by itself", async () => {
    const id = await channel();
    await banned(moderator, id, { userId: other.id, until: Date.now() + 60_000 });
    expectRefused(await join(other, id), "banned_here");
    await rally.database("conversation_bans").update({ until: new Date(Date.now() - 1) });
    expect(await bansOf(owner, id)).toEqual([]);
    expect((await join(other, id)).status).toBe(200);
  });

  test("is listed to moderators with its reason; the last one of a user counts", async () => {
    const id = await channel();
    await banned(owner, id, { userId: other.id, reason: "spam" });
    const until = Date.now() + 3_600_000;
    await banned(moderator, id, { userId: other.id, reason: "much spam", until });
    const list = await bansOf(moderator, id);
    expect(list).toMatchObject([
      { user: { id: other.id }, bannedBy: { id: moderator.id }, reason: "much spam", until },
    ]);
    expectRefused(await guest.ask(listBans, { params: { id }, query: {} }), "not_found");
    await join(guest, id);
    expectRefused(await guest.ask(listBans, { params: { id }, query: {} }), "forbidden");
  });

  test("is refused for oneself, for equal and higher roles, for plain members and outsiders", async () => {
    const id = await channel();
    await join(guest, id);
    expectRefused(await ban(moderator, id, { userId: moderator.id }), "forbidden");
    expectRefused(await ban(moderator, id, { userId: owner.id }), "forbidden");
    expectRefused(await ban(guest, id, { userId: other.id }), "forbidden");
    expectRefused(await ban(other, id, { userId: guest.id }), "not_found");
    expectRefused(await ban(owner, id, { userId: newId() }), "not_found");
    const past = { userId: guest.id, until: 1 };
    expectRefused(await ban(owner, id, past), "invalid_input");
    expectRefused(await ban(owner, id, {}), "invalid_input");
    const both = { userId: guest.id, address: "203.0.113.1" };
    expectRefused(await ban(owner, id, both), "invalid_input");
    expect(await membersOf(id)).toContain(guest.id);
    expect(await bansOf(owner, id)).toEqual([]);
  });
});

describe("a ban of an address", () => {
  test("removes the members who connect from it, and refuses to let users join from it", async () => {
    const id = await channel();
    await join(guest, id);
    await connectFrom(guest, "203.0.113.7");
    const { removed } = await banned(owner, id, { address: "203.0.113.0/24", reason: "flood" });
    expect(removed).toBe(1);
    expect(await membersOf(id)).not.toContain(guest.id);
    expectRefused(await join(other, id, "203.0.113.9"), "banned_here");
    // A forged entry of the header counts for nothing: the proxy's is the last one.
    expectRefused(await join(other, id, "198.51.100.1, 203.0.113.9"), "banned_here");
    expect((await join(other, id, "198.51.100.1")).status).toBe(200);
    expect(await bansOf(owner, id)).toMatchObject([{ address: "203.0.113.0/24" }]);
    const [seen] = await bansOf(moderator, id);
    expect(seen).not.toHaveProperty("address");
  });

  test.each(["unknown", "203.0.113.9:1234", "fe80::1%eth0", ""])(
    "doesn't hinder joining and banning when the proxy's header says %j",
    async (from) => {
      const id = await channel();
      const headers = { "X-Forwarded-For": from };
      const joined = await other.ask(joinChannelRoute, { params: { id }, headers });
      expect(joined.status).toBe(200);
      const body = { userId: other.id };
      expect((await owner.ask(banRoute, { params: { id }, body, headers })).status).toBe(200);
    },
  );

  test("spares members with the moderator's role and higher ones", async () => {
    const id = await channel();
    await connectFrom(moderator, "203.0.113.20");
    await banned(owner, id, { address: "203.0.113.20" });
    expect(await membersOf(id)).toContain(owner.id);
    expect(await membersOf(id)).not.toContain(moderator.id);
    await connectFrom(moderator, "127.0.0.1");
  });

  test("is refused to moderators who are not admins of the server", async () => {
    const id = await channel();
    expectRefused(await ban(moderator, id, { address: "203.0.113.1" }), "forbidden");
  });

  test.each(["203.0.113", "203.0.113.0/33", "::/129", "1.2.3.4/a", "0x7f.1", "1.2.3.4/8/8"])(
    "refuses %s",
    async (address) => {
      expectRefused(await ban(owner, await channel(), { address }), "invalid_input");
    },
  );

  test("has to be confirmed for a wide range, and never contains the moderator's own address", async () => {
    const id = await channel();
    expectRefused(await ban(owner, id, { address: "203.0.0.0/8" }), "range_too_wide");
    expect((await ban(owner, id, { address: "203.0.0.0/8", confirmed: true })).status).toBe(200);
    expect(await bansOf(owner, id)).toMatchObject([{ address: "203.0.0.0/8" }]);
    const all = { address: "0.0.0.0/0", confirmed: true };
    expectRefused(await ban(owner, id, all), "invalid_input");
    expectRefused(await ban(owner, id, { address: "127.0.0.1" }), "invalid_input");
  });
});

describe("the audit log", () => {
  test("names actor, target, act, reason and time, the newest first", async () => {
    const id = await channel();
    const { id: banId } = await banned(moderator, id, { userId: guest.id, reason: "spam" });
    await lift(owner, id, banId);
    const entries = await auditOf(moderator, id);
    expect(entries).toMatchObject([
      { action: "unbanned", actor: { id: owner.id }, target: { id: guest.id } },
      {
        ...{ action: "banned", actor: { id: moderator.id }, target: { id: guest.id } },
        data: { reason: "spam" },
      },
      { action: "role", target: { id: moderator.id }, data: { role: "moderator" } },
      { action: "added", target: { id: moderator.id } },
    ]);
    for (const { at } of entries) expect(Math.abs(Date.now() - at)).toBeLessThan(600_000);
  });

  test("shows addresses to admins of the server alone", async () => {
    const id = await channel();
    await banned(owner, id, { address: "203.0.113.1" });
    const [seen] = await auditOf(owner, id);
    expect(seen).toMatchObject({ data: { address: "203.0.113.1/32" }, ip: "127.0.0.1" });
    const [unseen] = await auditOf(moderator, id);
    expect(unseen).not.toHaveProperty("ip");
    expect(unseen?.data).not.toHaveProperty("address");
  });

  test("is paged", async () => {
    const id = await channel();
    for (let round = 0; round < 3; round += 1) await banned(owner, id, { userId: other.id });
    const all = await auditOf(owner, id);
    const pages = [];
    let before: string | undefined;
    do {
      const query = { limit: 2, ...(before && { before }) };
      const { data, meta } = await owner.call(listAudit, { params: { id }, query });
      pages.push(...data);
      before = meta.next;
    } while (before !== undefined);
    expect(pages).toEqual(all);
  });

  test("is refused to plain members and does not exist for outsiders", async () => {
    const id = await channel();
    expectRefused(await guest.ask(listAudit, { params: { id }, query: {} }), "not_found");
    await join(guest, id);
    expectRefused(await guest.ask(listAudit, { params: { id }, query: {} }), "forbidden");
  });

  test("records nothing of an act that was refused", async () => {
    const id = await channel();
    const before = await auditOf(owner, id);
    expectRefused(await ban(owner, id, { userId: newId() }), "not_found");
    expectRefused(await ban(moderator, id, { userId: owner.id }), "forbidden");
    expect(await auditOf(owner, id)).toEqual(before);
  });
});

test("logs no error", () => {
  expect(rally.errors).toEqual([]);
});
