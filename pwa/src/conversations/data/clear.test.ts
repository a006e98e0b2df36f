import {
  clearConversation,
  textOf,
  type Change,
  type Conversation,
} from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { RallyDatabase } from "../../database/index.js";
import { freshDevice } from "../../testing/index.js";
import {
  clearHistory,
  conversationWindow,
  enqueueMessage,
  foldHistory,
  foldLive,
  readConversations,
  storeListed,
} from "../index.js";

const me = newId();
const bob = newId();
const id = newId();
let database: RallyDatabase;

beforeEach(async () => {
  freshDevice();
  database = new RallyDatabase(me);
  onTestFinished(() => database.close());
  await storeListed(database, [listed({ version: 3, lastSeq: 3, unread: 3 })]);
  const rows = [message(3), message(2), message(1)];
  await foldHistory(database, id, { rows, version: 3, more: false });
});

function listed(facts: Partial<Conversation>): Conversation {
  const counts = { version: 0, lastSeq: 0, marker: 0, unread: 0, joinedSeq: 0, memberCount: 2 };
  return { id, kind: "direct", ...counts, ...facts };
}

function message(seq: number): Extract<Change, { type: "message" }> {
  const content = { kind: "text", body: `text ${seq}` } as const;
  return { type: "message", id: newId(), seq, version: seq, at: seq, author: bob, content };
}

const conversation = async () => {
  const row = await database.conversations.get(id);
  if (!row) throw new Error("The conversation is gone");
  return row;
};
const texts = async () => {
  const { rows } = await conversationWindow(database, id, { limit: 100 });
  return rows.map(({ content }) => textOf(content));
};

test("deletes the messages on this device at once, and asks the server for the others", async () => {
  await clearHistory(database, await conversation());
  expect(await texts()).toEqual([]);
  const row = await conversation();
  expect(row).toMatchObject({ clearedSeq: 3, oldestSeq: 1, unread: 0 });
  expect(row.lastMessage).toBeUndefined();
  const [command] = await database.outbox.toArray();
  expect(command).toMatchObject({
    name: clearConversation.name,
    input: { conversationId: id, seq: 3 },
  });
});

test("stays deleted when a room's tail or an older listing arrives", async () => {
  await clearHistory(database, await conversation());
  await foldLive(database, id, [{ ...message(3), version: 4 }]);
  await storeListed(database, [listed({ version: 3, lastSeq: 3, lastMessage: message(3) })]);
  expect(await texts()).toEqual([]);
  expect(await conversation()).toMatchObject({ clearedSeq: 3, version: 4 });
  expect((await conversation()).lastMessage).toBeUndefined();
});

test("shows the messages that follow", async () => {
  await clearHistory(database, await conversation());
  await foldLive(database, id, [message(4)]);
  expect(await texts()).toEqual(["text 4"]);
  expect(await conversation()).toMatchObject({ unread: 1, lastMessage: { seq: 4 } });
});

test("is deleted here too when another device of the user has deleted it", async () => {
  await storeListed(database, [listed({ version: 3, lastSeq: 3, clearedSeq: 2, unread: 1 })]);
  expect(await texts()).toEqual(["text 3"]);
  expect(await conversation()).toMatchObject({ clearedSeq: 2, unread: 1 });
});

test("keeps a message that is still to be sent", async () => {
  await enqueueMessage(database, id, "not sent yet");
  await clearHistory(database, await conversation());
  const { rows, unconfirmed } = await conversationWindow(database, id, { limit: 100 });
  expect(rows).toEqual([]);
  expect(unconfirmed.map(({ content }) => textOf(content))).toEqual(["not sent yet"]);
  expect(await readConversations(database)).toMatchObject([{ id, pending: 1 }]);
});

test("a user who joins again gets the history again", async () => {
  await clearHistory(database, await conversation());
  await storeListed(database, [listed({ version: 9, lastSeq: 4, joinedSeq: 4 })]);
  const again = await conversation();
  expect(again).toMatchObject({ cursor: -1, oldestSeq: null, lastSeq: 4, joinedSeq: 4 });
  expect(again.clearedSeq).toBeUndefined();
});
