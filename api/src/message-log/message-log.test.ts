import { listServerAudit } from "@rally/shared/audit";
import { sendMessageRoute, deleteMessageRoute } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { listSentMessages } from "@rally/shared/message-log";
import { createReportRoute } from "@rally/shared/reports";
import { afterAll, expect, test } from "vitest";
import { say, signUp, startTestRally, talk, type TestPerson } from "../testing/index.js";

const rally = await startTestRally({ publicUrl: "http://rally.test" });
afterAll(() => rally.close());
const admin = await signUp(rally, { setupToken: rally.adminSetupLink?.split("#")[1] ?? "" });
const [one, two] = [await signUp(rally), await signUp(rally)];

async function sayFrom(person: TestPerson, ip: string, body: string, id = WORLD_CONVERSATION_ID) {
  const { data } = await person.call(sendMessageRoute, {
    params: { id },
    headers: { "X-Forwarded-For": ip },
    body: { id: newId(), content: { kind: "text", body } },
  });
  return data.id;
}
interface Filter {
  userId?: string;
  conversationId?: string;
  address?: string;
  before?: string;
  limit?: number;
}
const log = (query: Filter) => admin.call(listSentMessages, { query: { ...query } });
const idsOf = async (query: Filter) => (await log(query)).data.map(({ id }) => id);
const codeOf = ({ body }: { body: { success: boolean; error?: { code: string } } }) =>
  body.success ? "ok" : body.error?.code;

test("says who sent what, where, when and from which address, the newest first, in pages", async () => {
  const first = await sayFrom(one, "203.0.113.7", "from here");
  const second = await sayFrom(one, "::ffff:203.0.113.8", "from there");
  const page = await log({ userId: one.id, limit: 1 });
  expect(page.data).toMatchObject([
    {
      ...{ id: second, author: { id: one.id }, ip: "203.0.113.8", deleted: false },
      ...{ conversationId: WORLD_CONVERSATION_ID, conversationKind: "world" },
      content: { kind: "text", body: "from there" },
    },
  ]);
  expect(Math.abs((page.data[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000);
  expect(await idsOf({ userId: one.id, before: page.meta.next ?? "" })).toEqual([first]);
  expect((await idsOf({ limit: 2 })).slice(0, 2)).toEqual([second, first]);
  const { meta } = await log({ limit: 1 });
  expect(await idsOf({ before: meta.next ?? "", limit: 1 })).toEqual([first]);
});

test("is filtered by conversation, by address and by range, one at a time", async () => {
  const id = await talk(one, two);
  const theirs = await sayFrom(two, "2001:db8::7", "hello", id);
  const own = await sayFrom(one, "198.51.100.1", "hello yourself", id);
  const other = await sayFrom(one, "198.51.100.9", "in the world");
  expect(await idsOf({ conversationId: id })).toEqual([own, theirs]);
  expect(await idsOf({ address: "2001:db8::7" })).toEqual([theirs]);
  expect(await idsOf({ address: "198.51.100.0/24" })).toEqual([other, own]);
  const { meta } = await log({ address: "198.51.100.0/24", limit: 1 });
  const next = { address: "198.51.100.0/24", before: meta.next ?? "", limit: 1 };
  expect(await idsOf(next)).toEqual([own]);
  expect(await idsOf({ address: "198.51.100.0/29" })).toEqual([own]);
  expect(await idsOf({ address: "192.0.2.0/24" })).toEqual([]);
  const wrong: Record<string, string>[] = [
    { address: "nowhere" },
    { userId: one.id, conversationId: id },
  ];
  for (const query of wrong) {
    expect(codeOf(await admin.ask(listSentMessages, { query }))).toBe("invalid_input");
  }
});

test("refuses a range from which more than 256 addresses sent messages", async () => {
  const add = (count: number) =>
    rally.database.raw(
      `insert into sent_messages select gen_random_uuid(), ?, ?, now() - interval '1 day',
        ('100.64.' || n / 250 || '.' || n % 250)::inet from generate_series(1, ${count}) n`,
      [WORLD_CONVERSATION_ID, one.id],
    );
  await add(256);
  expect(codeOf(await admin.ask(listSentMessages, { query: { address: "100.64.0.0/16" } }))).toBe(
    "ok",
  );
  await add(257);
  const reply = await admin.ask(listSentMessages, { query: { address: "100.64.0.0/16" } });
  expect(codeOf(reply)).toBe("range_too_wide");
});

test("shows no text of two users' conversations, unless it was reported, nor of deleted messages", async () => {
  const id = await talk(one, two);
  const secret = await sayFrom(one, "203.0.113.7", "between us", id);
  const reported = await sayFrom(one, "203.0.113.7", "rude", id);
  await two.call(createReportRoute, { body: { messageId: reported, reason: "rude" } });
  const deleted = await sayFrom(one, "203.0.113.7", "never mind");
  await one.call(deleteMessageRoute, { params: { id: WORLD_CONVERSATION_ID, messageId: deleted } });
  const { data } = await log({ userId: one.id, limit: 3 });
  expect(data.map((row) => [row.id, row.content, row.deleted])).toEqual([
    [deleted, undefined, true],
    [reported, { kind: "text", body: "rude" }, false],
    [secret, undefined, false],
  ]);
  expect(JSON.stringify(data)).not.toContain("between us");
});

test("is for admins of the server, and each reading is in the audit log, once an hour", async () => {
  expect(codeOf(await one.ask(listSentMessages, { query: {} }))).toBe("forbidden");
  await rally.database("audit_entries").delete();
  await log({});
  await log({ userId: one.id });
  const entries = async () => (await admin.call(listServerAudit, { query: {} })).data;
  expect(await entries()).toMatchObject([{ action: "messageLogRead", actor: { id: admin.id } }]);
  const [entry] = await entries();
  const earlier = `0${(entry?.id ?? "").slice(1, 9)}0${(entry?.id ?? "").slice(10)}`;
  const long = { id: earlier.replace(/^.{8}/, "01000000") };
  await rally.database("audit_entries").update(long);
  await log({});
  expect(await entries()).toHaveLength(2);
});

test("has the address of the connection where no proxy forwards one", async () => {
  const id = await say(one, WORLD_CONVERSATION_ID, "without a proxy").then((sent) => sent.id);
  const [row] = (await log({ userId: one.id, limit: 1 })).data;
  expect(row).toMatchObject({ id, ip: "127.0.0.1" });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
