import type { Conversation } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { RallyDatabase } from "../../database/index.js";
import { freshDevice } from "../../testing/index.js";
import { deletedKind, dropDeleted, dropForgotten, enqueueMessage, storeListed } from "../index.js";

const id = newId();
let database: RallyDatabase;

beforeEach(async () => {
  freshDevice();
  database = new RallyDatabase(newId());
  onTestFinished(() => database.close());
  await storeListed(database, [listed(id)]);
});

function listed(conversationId: string): Conversation {
  const counts = { version: 1, lastSeq: 1, marker: 0, unread: 1, joinedSeq: 0, memberCount: 2 };
  return { id: conversationId, kind: "channel", name: "Doomed", role: "member", ...counts };
}

test("drops a conversation that was deleted for all, and its notifications, and remembers it", async () => {
  const other = newId();
  const notification = { kind: "mention" as const, data: {}, count: 1, at: 1, version: 1 };
  await database.notifications.bulkPut([
    { ...notification, id: newId(), conversationId: id, unread: 1 },
    { ...notification, id: other, conversationId: newId(), unread: 1 },
  ]);
  await dropDeleted(database, [id]);
  expect(await database.conversations.get(id)).toBeUndefined();
  expect(await database.notifications.toCollection().primaryKeys()).toEqual([other]);
  expect(await deletedKind(database, id)).toBe("channel");
  // Pulled again, as after a crash.
  await dropDeleted(database, [id]);
  expect(await deletedKind(database, id)).toBe("channel");
  expect(await deletedKind(database, newId())).toBeUndefined();
});

test("keeps words that were not sent, and says that the conversation was deleted", async () => {
  await enqueueMessage(database, id, "Do not lose this");
  await dropDeleted(database, [id]);
  expect(await database.conversations.get(id)).toMatchObject({ left: true, deleted: true });
  expect(await database.outbox.toArray()).toMatchObject([
    { input: { content: { body: "Do not lose this" } } },
  ]);
  await dropForgotten(database);
  expect(await database.conversations.get(id)).toMatchObject({ left: true, deleted: true });
  await database.outbox.clear();
  await dropForgotten(database);
  expect(await database.conversations.get(id)).toBeUndefined();
});

test("remembers the last fifty", async () => {
  const ids = Array.from({ length: 60 }, newId);
  await storeListed(database, ids.map(listed));
  for (const one of ids) await dropDeleted(database, [one]);
  expect(await deletedKind(database, ids[0] ?? "")).toBeUndefined();
  expect(await deletedKind(database, ids[59] ?? "")).toBe("channel");
  expect(await database.getMeta("deletedConversations")).toHaveLength(50);
});
