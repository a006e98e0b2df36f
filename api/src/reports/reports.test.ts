import { deleteAccount } from "@rally/shared/accounts";
import { listAudit } from "@rally/shared/audit";
import { createConversationRoute } from "@rally/shared/conversations";
import type { ErrorCode } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import { changeRole } from "@rally/shared/members";
import { listNotifications } from "@rally/shared/notifications";
import {
  createReportRoute,
  listConversationReports,
  listReports,
  updateReportRoute,
} from "@rally/shared/reports";
import { afterAll, describe, expect, test } from "vitest";
import {
  runCommand as run,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [admin, owner, moderator, member, author, outsider] = [
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
  await signUp(rally),
];
await rally.database("users").where("id", admin.id).update({ role: "admin" });

/** A group with a moderator and two members. */
async function group(): Promise<string> {
  const members = [moderator.id, member.id, author.id];
  const body = { kind: "group" as const, name: "club", members };
  const { id } = (await owner.call(createConversationRoute, { body })).data;
  const role = { conversationId: id, userId: moderator.id, role: "moderator" };
  await run(owner, changeRole.name, role);
  return id;
}

const report = (person: TestPerson, body: { messageId?: string; userId?: string }, why = "spam") =>
  person.ask(createReportRoute, { body: { ...body, reason: why } });
const reported = async (person: TestPerson, body: { messageId?: string; userId?: string }) =>
  (await person.call(createReportRoute, { body: { ...body, reason: "spam" } })).data.id;
const close = (person: TestPerson, id: string, how: { outcome?: "acted"; note?: string } = {}) =>
  person.ask(updateReportRoute, { params: { id }, body: { state: "closed", ...how } });
const all = async (state: "open" | "closed" = "open") =>
  (await admin.call(listReports, { query: { state } })).data;
const inGroup = async (
  person: TestPerson,
  id: string,
  state: "open" | "closed" = "open",
  limit = 50,
  before?: string,
) =>
  person.call(listConversationReports, {
    params: { id },
    query: { state, limit, ...(before && { before }) },
  });
const expectRefused = ({ body }: { body: unknown }, code: ErrorCode) => {
  expect(body).toMatchObject({ success: false, error: { code } });
};
const reportNotice = async (person: TestPerson) =>
  (await person.call(listNotifications, { query: {} })).data.filter(
    ({ kind }) => kind === "report",
  );

describe("a report of a message", () => {
  test("keeps what was reported, also when the message is edited and deleted later", async () => {
    const id = await group();
    const { id: messageId } = await say(author, id, "buy my pills");
    const reportId = await reported(member, { messageId });
    const body = { kind: "text" as const, body: "good morning" };
    await run(author, "message.edit", { conversationId: id, messageId, content: body });
    await run(author, "message.delete", { conversationId: id, messageId });
    const { data } = await inGroup(moderator, id);
    expect(data).toMatchObject([
      {
        ...{ id: reportId, state: "open", reason: "spam", reporter: { id: member.id } },
        user: { id: author.id },
        message: {
          ...{ id: messageId, conversationId: id, conversationName: "club", canOpen: true },
          ...{ conversationKind: "group", content: { kind: "text", body: "buy my pills" } },
        },
      },
    ]);
    const [seen] = await all();
    expect(seen).toMatchObject({ id: reportId, message: { canOpen: false } });
    expect(seen?.message).not.toHaveProperty("conversationName");
  });

  test("is refused for messages that the user can't read, deleted ones and the user's own", async () => {
    const id = await group();
    const { id: messageId } = await say(author, id, "hello");
    expectRefused(await report(outsider, { messageId }), "not_found");
    expectRefused(await report(admin, { messageId }), "not_found");
    expectRefused(await report(member, { messageId: newId() }), "not_found");
    expectRefused(await report(author, { messageId }), "forbidden");
    await run(author, "message.delete", { conversationId: id, messageId });
    expectRefused(await report(member, { messageId }), "message_deleted");
    expect((await inGroup(owner, id)).data).toEqual([]);
  });

  test("is open once for each user and message, also when sent twice at once", async () => {
    const id = await group();
    const { id: messageId } = await say(author, id, "hello");
    const both = await Promise.all([report(member, { messageId }), report(member, { messageId })]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expectRefused(await report(member, { messageId }), "already_reported");
    await reported(owner, { messageId });
    const { data } = await inGroup(moderator, id);
    expect(data).toHaveLength(2);
    for (const { id } of data) await close(moderator, id);
    await reported(member, { messageId });
  });

  test("notifies the moderators and the server's admins, without the reporter and the reported", async () => {
    const id = await group();
    const { id: messageId } = await say(moderator, id, "hello");
    await reported(member, { messageId });
    const [theirs] = await reportNotice(owner);
    expect(theirs).toMatchObject({ conversationId: id, data: { name: "club" } });
    expect(await reportNotice(moderator)).not.toContainEqual(
      expect.objectContaining({ conversationId: id }),
    );
    const [notice] = await reportNotice(admin);
    // An admin who is no member does not learn the conversation's name.
    expect(notice).toMatchObject({ data: {} });
    expect(notice?.data).not.toHaveProperty("name");
    expect(notice).not.toHaveProperty("conversationId");
    expect(notice).not.toHaveProperty("from");
    expect(await reportNotice(member)).toEqual([]);
    // Nor do moderators see or close reports about themselves.
    expect((await inGroup(moderator, id)).data).toEqual([]);
    const [{ id: reportId } = { id: "" }] = (await inGroup(owner, id)).data;
    expectRefused(await close(moderator, reportId), "not_found");
  });

  test("reaches a moderator who blocked the reporter", async () => {
    const id = await group();
    const { id: messageId } = await say(author, id, "hello");
    await run(moderator, "user.block", { userId: member.id });
    await reported(member, { messageId });
    expect(await reportNotice(moderator)).toContainEqual(
      expect.objectContaining({ conversationId: id }),
    );
    await run(moderator, "user.unblock", { userId: member.id });
  });

  test("in a chat of two is for the server's admins alone", async () => {
    const id = await talk(author, member);
    const { id: messageId } = await say(author, id, "hello");
    await reported(member, { messageId });
    const params = { params: { id }, query: {} };
    expectRefused(await member.ask(listConversationReports, params), "forbidden");
    expect((await all())[0]).toMatchObject({
      message: { id: messageId, conversationKind: "direct" },
    });
  });
});

describe("a report of a user", () => {
  test("is for the server's admins, who close it once", async () => {
    const id = await reported(member, { userId: author.id });
    expectRefused(await report(member, { userId: author.id }), "already_reported");
    expect((await all())[0]).toMatchObject({ id, user: { id: author.id } });
    expect((await all())[0]).not.toHaveProperty("message");
    expectRefused(await close(owner, id), "not_found");
    expect((await close(admin, id, { outcome: "acted", note: "warned" })).status).toBe(200);
    expect((await close(admin, id, { note: "again" })).status).toBe(200);
    expect((await all("closed"))[0]).toMatchObject({
      ...{ id, closed: { by: { id: admin.id }, outcome: "acted", note: "warned" } },
    });
    expect((await all()).map((one) => one.id)).not.toContain(id);
  });

  test("is refused for oneself, for nobody, and without a reason", async () => {
    expectRefused(await report(member, { userId: member.id }), "forbidden");
    expectRefused(await report(member, { userId: newId() }), "not_found");
    expectRefused(await report(member, { userId: author.id }, "  "), "invalid_input");
    expectRefused(await report(member, {}), "invalid_input");
    const both = { userId: author.id, messageId: newId() };
    expectRefused(await report(member, both), "invalid_input");
  });

  test("goes with the reported account, and stays when the reporter's is deleted", async () => {
    const [gone, busy] = [await signUp(rally), await signUp(rally)];
    await reported(member, { userId: gone.id });
    const stays = await reported(busy, { userId: outsider.id });
    for (const person of [gone, busy]) {
      await person.call(deleteAccount, { body: { password: person.password } });
    }
    const open = await all();
    expect(open.filter(({ user }) => user?.id === gone.id)).toEqual([]);
    const [kept] = open.filter(({ id }) => id === stays);
    expect(kept).toMatchObject({ user: { id: outsider.id } });
    expect(kept).not.toHaveProperty("reporter");
  });
});

describe("the queue", () => {
  test("is refused to all but the server's admins, a conversation's to all but its moderators", async () => {
    const id = await group();
    expectRefused(await owner.ask(listReports, { query: {} }), "forbidden");
    const params = { params: { id }, query: {} };
    expectRefused(await member.ask(listConversationReports, params), "forbidden");
    expectRefused(await outsider.ask(listConversationReports, params), "not_found");
  });

  test("is paged, and closing is in the audit log", async () => {
    const id = await group();
    for (let n = 0; n < 3; n += 1) {
      await reported(owner, { messageId: (await say(author, id, `spam ${n}`)).id });
    }
    const first = await inGroup(moderator, id, "open", 2);
    expect(first.data).toHaveLength(2);
    const second = await inGroup(moderator, id, "open", 2, first.meta.next);
    expect(second.data).toHaveLength(1);
    expect(second.meta.next).toBeUndefined();
    const [newest] = first.data;
    expect((await close(moderator, newest?.id ?? "", { note: "removed" })).status).toBe(200);
    const log = (await owner.call(listAudit, { params: { id }, query: {} })).data;
    expect(log[0]).toMatchObject({
      ...{ action: "reportClosed", actor: { id: moderator.id } },
      data: { reason: "removed", messageId: newest?.message?.id },
    });
    expect((await inGroup(owner, id, "closed")).data).toMatchObject([{ id: newest?.id }]);
  });

  test("takes only so many reports of a user in an hour", async () => {
    const busy = await signUp(rally);
    const id = await talk(author, busy);
    for (let n = 0; n < 20; n += 1) {
      await reported(busy, { messageId: (await say(author, id, `spam ${n}`)).id });
    }
    const { id: messageId } = await say(author, id, "one more");
    expectRefused(await report(busy, { messageId }), "rate_limited");
    await rally
      .database("reports")
      .where("reporter_id", busy.id)
      .update({ at: new Date(Date.now() - 3_700_000) });
    expect((await report(busy, { messageId })).status).toBe(200);
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
