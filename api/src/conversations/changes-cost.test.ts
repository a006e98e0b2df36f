import { runCommands } from "@rally/shared/commands";
import { listUserChanges } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { createLocalBus } from "@rally/shared/server/bus";
import { limits } from "@rally/shared/limits";
import { RemotePresence } from "@rally/sync-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { processBatch } from "../notifications/index.js";
import { befriend, say, signUp, startTestRally, talk, type TestPerson } from "../testing/index.js";
import { pageChanges } from "./history.js";
import { pageUserChanges } from "./user-changes.js";

/** Disables the server's own processing of messages into notifications; the test does it. */
const rally = await startTestRally({ limits: { notificationGather: 3_600_000 } });
afterAll(() => rally.close());
const { database } = rally;
let me: TestPerson;
let other: TestPerson;
let conversation: string;

beforeAll(async () => {
  [me, other] = [await signUp(rally), await signUp(rally)];
  conversation = await talk(me, other);
  await befriend(rally, me, other);
  await say(other, conversation, "before");
  await notify();
});

/** Processes sent messages into notifications, as the server does a moment later. */
async function notify(): Promise<void> {
  const presence = new RemotePresence(createLocalBus(), { to: "all", silence: 1_000 });
  await processBatch({ database, presence, limits }, [conversation]);
  presence.close();
}

/** @returns the result of `read` and the statements that it executed */
async function counted<T>(read: () => Promise<T>): Promise<{ answer: T; statements: string[] }> {
  const statements: string[] = [];
  const receive = ({ sql }: { sql: string }): void => void statements.push(sql);
  database.on("query", receive);
  try {
    return { answer: await read(), statements };
  } finally {
    database.removeListener("query", receive);
  }
}

const changesSince = (since: number) =>
  counted(() => pageUserChanges(database, me.id, { since, limit: 100 }));

const versionNow = async (): Promise<number> =>
  (await me.call(listUserChanges, { query: { since: 0, limit: 100 } })).meta.version;

async function command(by: TestPerson, name: string, input: object): Promise<void> {
  const { data } = await by.call(runCommands, {
    body: { commands: [{ id: newId(), name, input }] },
  });
  expect(data).toMatchObject([{ success: true }]);
}

describe("a device that pulls changes", () => {
  test("[S15] after a message that notifies it, reads only notifications, in two statements", async () => {
    const since = await versionNow();
    await say(other, conversation, "hello");
    await notify();
    const { answer, statements } = await changesSince(since);
    expect(answer.rows.map(({ type }) => type)).toEqual(["notification"]);
    expect(statements).toHaveLength(2);
    expect(statements[1]).toContain("from notifications");
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["a friend", () => befriend(rally, me, other, "none"), "friend"],
    ["a block", () => command(me, "user.block", { userId: other.id }), "block"],
    ["an ignored user", () => command(me, "user.ignore", { userId: other.id }), "ignore"],
    ["the profile", () => command(me, "profile.update", { status: "here" }), "profile"],
    [
      "do not disturb",
      () => command(me, "notifications.disturb", { hours: null, until: Date.now() + 60_000 }),
      "disturb",
    ],
  ])("[S15] after a change of %s reads only that", async (_what, change, type) => {
    const since = await versionNow();
    await change();
    const { answer, statements } = await changesSince(since);
    expect(answer.rows.map((row) => row.type)).toContain(type);
    const types = new Set(answer.rows.map((row) => row.type));
    expect(statements.length).toBeLessThanOrEqual(1 + types.size);
  });

  test("[S15] that is up to date is answered by one statement", async () => {
    const { answer, statements } = await changesSince(await versionNow());
    expect(answer.rows).toEqual([]);
    expect(statements).toHaveLength(1);
  });

  test("[S15] of one conversation after a message, reads only messages, in two statements", async () => {
    const partner = await signUp(rally);
    const conversationId = await talk(me, partner);
    const { version: since } = await say(partner, conversationId, "first");
    await say(partner, conversationId, "second");
    const page = { conversationId, since, limit: 100 };
    const { answer, statements } = await counted(() => pageChanges(database, me.id, page));
    expect(answer.rows.map((row) => row.type)).toEqual(["message"]);
    expect(statements).toHaveLength(2);
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
