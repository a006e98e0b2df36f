import {
  deleteMessageRoute,
  editMessageRoute,
  listMessages,
  textOf,
} from "@rally/shared/conversations";
import { signUp, talk } from "@rally/api/testing";
import { expect, test } from "vitest";
import { conversationWindow } from "../conversations/index.js";
import { sayMany, setUp, signUpDevice, type TestDevice } from "../testing/index.js";
import { fetchPart, joinPart, startPuller } from "./index.js";
import { pullConversation } from "./pull-conversation.js";

const bodies = async ({ database }: TestDevice, id: string) =>
  (await conversationWindow(database, id, { limit: 1_000 })).rows.map((row) => textOf(row.content));
const numbers = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => `${first + index}`);

/** A device that has only the newest page of a conversation with 230 messages by Bob. */
async function withNewestPage() {
  const { rally } = await setUp();
  const bob = await signUp(rally);
  const ann = await signUpDevice();
  const id = await talk(bob, { ...bob, id: ann.userId });
  const puller = startPuller(ann.database, ann.session);
  await puller.all();
  puller.stop();
  await sayMany(bob, id, 230);
  await ann.database.conversations.update(id, { oldestSeq: null, cursor: -1, version: 500 });
  await pullConversation(ann.database, ann.session.call, id);
  expect(await bodies(ann, id)).toEqual(numbers(131, 230));
  const { data } = await bob.call(listMessages, {
    params: { id },
    query: { before: 131, limit: 100 },
  });
  const idOf = (seq: number) => data.find((row) => row.seq === seq)?.id ?? "";
  return { ann, bob, id, idOf };
}

test("a detached part is stored only once nothing is missing between it and stored history", async () => {
  const { ann, id, idOf } = await withNewestPage();
  const { database, session } = ann;
  const apart = await fetchPart(database, session.call, id, { around: idOf(60) });
  expect(apart.rows.map(({ seq }) => seq)).toEqual(numbers(10, 109).map(Number));
  expect(await joinPart(database, id, apart)).toBe(false);
  expect(await bodies(ann, id)).toEqual(numbers(131, 230));

  const rest = await fetchPart(database, session.call, id, { after: 109 });
  const whole = { ...apart, rows: [...apart.rows, ...rest.rows] };
  expect(await joinPart(database, id, whole)).toBe(true);
  expect(await bodies(ann, id)).toEqual(numbers(10, 230));
  expect((await database.conversations.get(id))?.oldestSeq).toBe(10);
});

test("a part that another lineage has is never stored", async () => {
  const { ann, id } = await withNewestPage();
  const { database, session } = ann;
  const part = await fetchPart(database, session.call, id, { before: 131 });
  expect(await joinPart(database, id, { ...part, lineage: "another" })).toBe(false);
  expect(await bodies(ann, id)).toEqual(numbers(131, 230));
});

test("edits and deletions after a part was fetched show in it, and stay when it is stored", async () => {
  const { ann, bob, id, idOf } = await withNewestPage();
  const { database, session } = ann;
  const part = await fetchPart(database, session.call, id, { before: 131 });
  const content = { kind: "text", body: "edited" } as const;
  await bob.call(editMessageRoute, { params: { id, messageId: idOf(100) }, body: { content } });
  await bob.call(deleteMessageRoute, { params: { id, messageId: idOf(101) } });
  await database.conversations.update(id, { version: 600 });
  await pullConversation(database, session.call, id);
  const shown = async (detached?: typeof part) => {
    const { rows } = await conversationWindow(database, id, { limit: 4, around: 101, detached });
    return rows.map(({ seq, content: text }) => `${seq} ${textOf(text)}`);
  };
  const expected = ["99 99", "100 edited", "101 undefined", "102 102"];
  expect(await shown(part)).toEqual(expected);
  expect(await joinPart(database, id, part)).toBe(true);
  expect(await shown()).toEqual(expected);
});
