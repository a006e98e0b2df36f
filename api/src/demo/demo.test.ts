import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecretKey, randomBytes } from "node:crypto";
import { login } from "@rally/shared/accounts";
import { openDatabase } from "@rally/shared/server/database";
import { createTestDatabase } from "@rally/shared/server/testing";
import { pino } from "pino";
import { afterAll, expect, test } from "vitest";
import { startRally } from "../rally.js";
import { ask } from "../testing/index.js";
import { fillWithDemo } from "./index.js";

const fixture = await createTestDatabase();
const database = openDatabase(fixture.url, { connections: 2 });
const secret = createSecretKey(randomBytes(48));
const dataDirectory = await mkdtemp(join(tmpdir(), "rally-demo-"));
const options = {
  config: { host: "127.0.0.1", port: 0, secret, dataDirectory },
  databaseUrl: fixture.url,
  logger: pino({ level: "silent" }),
};
const demo = await fillWithDemo(options);
afterAll(async () => {
  await database.destroy();
  await fixture.drop();
  await rm(dataDirectory, { recursive: true, force: true });
});

test("contains users who talked for weeks in two-person conversations, groups and the world chat", async () => {
  expect(demo.usernames.length).toBeGreaterThanOrEqual(12);
  interface MessageCounts extends Record<"messages" | "edited" | "deleted" | "replies", number> {
    first: Date;
    last: Date;
  }
  const [counts] = (await database("messages").select(
    database.raw("count(*)::int as messages, count(edited_at)::int as edited"),
    database.raw("count(deleted_at)::int as deleted, count(reply_to)::int as replies"),
    database.raw("min(created_at) as first, max(created_at) as last"),
  )) as [MessageCounts];
  expect(counts).toMatchObject({ messages: demo.messages });
  expect(counts.messages).toBeGreaterThan(230);
  for (const count of [counts.edited, counts.deleted, counts.replies])
    expect(count).toBeGreaterThan(2);
  const days = (counts.last.getTime() - counts.first.getTime()) / 86_400_000;
  expect(days).toBeGreaterThan(14);
  expect(counts.last.getTime()).toBeLessThanOrEqual(Date.now());
  const kinds = await database("conversations").distinct("kind").orderBy("kind").pluck("kind");
  expect(kinds).toEqual(["channel", "direct", "group", "world"]);
});

test("shows what messages can be: reactions, pins, polls with votes, stickers, themes", async () => {
  for (const table of ["reactions", "pins", "votes"]) {
    expect(await database(table).first(), table).toBeDefined();
  }
  const contents = await database("messages")
    .whereNotNull("content")
    .pluck<{ kind: string }[]>("content");
  const kinds = [...new Set(contents.map(({ kind }) => kind))].sort();
  expect(kinds).toEqual(["poll", "sticker", "text"]);
  const channels = await database("conversations")
    .where("kind", "channel")
    .orderBy("name")
    .pluck("name");
  expect(channels).toEqual(["announcements", "committee", "workbench"]);
});

test("[S3] has logs without gaps whose times never decrease", async () => {
  const conversations = await database<{ id: string; last_seq: number }>("conversations").select(
    "id",
    "last_seq",
  );
  for (const { id, last_seq: lastSeq } of conversations) {
    const rows = await database<{ conversation_id: string; seq: number; created_at: Date }>(
      "messages",
    )
      .where("conversation_id", id)
      .orderBy("seq");
    expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_row, index) => index + 1));
    expect(rows).toHaveLength(Number(lastSeq));
    const times = rows.map(({ created_at: at }) => at.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
  }
});

test("dates notifications like their events, and nothing in the future", async () => {
  const [told] = (await database("notifications").select(
    database.raw("count(*)::int as count, min(at) as first, max(at) as last"),
  )) as [{ count: number; first: Date; last: Date }];
  expect(told.count).toBeGreaterThan(10);
  expect(told.last.getTime() - told.first.getTime()).toBeGreaterThan(2 * 86_400_000);
  expect(told.last.getTime()).toBeLessThanOrEqual(Date.now());
});

test("contains a user who can sign in with the printed password and has unread messages", async () => {
  const rally = await startRally(options);
  try {
    const url = `http://127.0.0.1:${rally.port}`;
    const body = { login: demo.usernames[3] as string, password: demo.password };
    expect((await ask(url, login, { body })).status).toBe(200);
  } finally {
    await rally.stop();
  }
  const [markers] = (await database("memberships as m")
    .join("conversations as c", "c.id", "m.conversation_id")
    .select(database.raw("count(*) filter (where m.marker < c.last_seq)::int as behind"))
    .select(database.raw("count(*) filter (where m.marker = c.last_seq)::int as read"))) as [
    { behind: number; read: number },
  ];
  expect(markers.behind).toBeGreaterThan(0);
  expect(markers.read).toBeGreaterThan(0);
});

test("refuses a server that has users, and says why", async () => {
  const before = await database("messages").count();
  await expect(fillWithDemo(options)).rejects.toThrow(/^--demo fills an empty server/);
  expect(await database("messages").count()).toEqual(before);
});
