import type { Change, ChangedRow, Conversation } from "@rally/shared/conversations";
import { textOf } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { RallyDatabase } from "../../database/index.js";
import { shownCount } from "../../localization/index.js";
import { freshDevice } from "../../testing/index.js";
import {
  conversationWindow,
  foldHistory,
  foldLive,
  foldPulled,
  storeListed,
  markRead,
} from "../index.js";

const me = newId();
const bob = newId();
const id = newId();
let database: RallyDatabase;

beforeEach(async () => {
  freshDevice();
  database = new RallyDatabase(me);
  onTestFinished(() => database.close());
  await storeListed(database, [listed({})]);
});

function listed(facts: Partial<Conversation>): Conversation {
  const counts = { version: 0, lastSeq: 0, marker: 0, unread: 0, joinedSeq: 0, memberCount: 2 };
  return { id, kind: "world", ...counts, ...facts };
}

function message(seq: number, version = seq, author = bob): Extract<Change, { type: "message" }> {
  const content = { kind: "text", body: `text ${seq}` } as const;
  return { type: "message", id: idOf(seq), seq, version, at: seq * 1000, author, content };
}

/** The id of the message with that seq. */
function idOf(seq: number): string {
  return `00000000-0000-7000-8000-${String(seq).padStart(12, "0")}`;
}

function edit(seq: number, version: number): Extract<Change, { type: "edit" }> {
  const content = { kind: "text", body: `edited at ${version}` } as const;
  return { type: "edit", id: idOf(seq), version, at: version * 1000, author: bob, content };
}

const conversation = () => database.conversations.get(id);
const texts = async (limit = 100) =>
  (await conversationWindow(database, id, { limit })).rows.map((row) => textOf(row.content));

test("advances the cursor with live changes that follow it, so that nothing has to be pulled", async () => {
  await foldHistory(database, id, { rows: [], version: 0, more: false });
  expect(await foldLive(database, id, [message(1), message(2)])).toEqual({ gap: false });
  expect(await foldLive(database, id, [message(2), message(3), edit(1, 4)])).toEqual({
    gap: false,
  });
  expect(await conversation()).toMatchObject({ cursor: 4, version: 4, lastSeq: 3, unread: 3 });
  expect(await texts()).toEqual(["edited at 4", "text 2", "text 3"]);
});

test("keeps the cursor after a gap until the pull, and shows the messages received so far", async () => {
  await foldHistory(database, id, { rows: [row(1)], version: 1, more: false });
  expect(await foldLive(database, id, [message(4)])).toEqual({ gap: true });
  expect(await conversation()).toMatchObject({ cursor: 1, version: 4 });
  await foldPulled(database, id, [row(2), row(3), row(4)], 4);
  expect(await conversation()).toMatchObject({ cursor: 4, unread: 4 });
  expect(await texts()).toEqual(["text 1", "text 2", "text 3", "text 4"]);
});

test("applies an edit that arrives before its message when the history brings the message", async () => {
  await foldHistory(database, id, { rows: [row(9)], version: 9, more: true });
  expect(await foldLive(database, id, [edit(1, 10)])).toEqual({ gap: false });
  expect(await texts()).toEqual(["text 9"]);
  await foldHistory(database, id, { rows: [row(2), row(1)], version: 9, more: false });
  expect(await texts()).toEqual(["edited at 10", "text 2", "text 9"]);
});

test("changes nothing when the same or an older change is folded again", async () => {
  await foldHistory(database, id, { rows: [row(1)], version: 1, more: false });
  await foldLive(database, id, [edit(1, 2), edit(1, 3)]);
  const before = await database.messages.toArray();
  await foldLive(database, id, [edit(1, 2), edit(1, 3), message(1)]);
  await foldPulled(database, id, [row(1)], 3);
  expect(await database.messages.toArray()).toEqual(before);
  expect(await conversation()).toMatchObject({ cursor: 3 });
});

test("shows the newest message as the last one, also when an older one was edited later", async () => {
  await foldHistory(database, id, { rows: [row(5)], version: 5, more: true });
  await foldLive(database, id, [edit(5, 6), edit(5, 8)]);
  await foldPulled(database, id, [message(6, 7)], 8);
  expect((await conversation())?.lastMessage).toMatchObject({ id: idOf(6) });
  await foldLive(database, id, [edit(6, 9)]);
  expect((await conversation())?.lastMessage?.content).toEqual({
    kind: "text",
    body: "edited at 9",
  });
});

test("[S10] counts messages by others as unread, not deleted, after the marker and the joining", async () => {
  await storeListed(database, [listed({ joinedSeq: 2, version: 6, lastSeq: 6, unread: 4 })]);
  const own = { ...message(5), author: me };
  await foldHistory(database, id, {
    rows: [row(6), own, row(4), row(3), row(2), row(1)],
    version: 6,
    more: false,
  });
  expect((await conversation())?.unread).toBe(3);
  await foldLive(database, id, [
    { type: "delete", id: idOf(4), version: 7, at: 7000, author: bob },
  ]);
  expect((await conversation())?.unread).toBe(2);
  await markRead(database, id, 3);
  expect((await conversation())?.unread).toBe(1);
  await foldLive(database, id, [
    { type: "marker", user: me, seq: 1, version: 8, at: 8000, author: me },
  ]);
  expect(await conversation()).toMatchObject({ unread: 1, marker: 3, cursor: 8 });
  await foldLive(database, id, [
    { type: "marker", user: me, seq: 6, version: 9, at: 9000, author: me },
  ]);
  expect((await conversation())?.unread).toBe(0);
});

test("[S10] uses the server's count plus newer messages until the unread messages are stored", async () => {
  await storeListed(database, [listed({ version: 300, lastSeq: 300, unread: 250, marker: 50 })]);
  await foldHistory(database, id, { rows: [row(300), row(299)], version: 300, more: true });
  expect((await conversation())?.unread).toBe(250);
  await foldLive(database, id, [message(301), { ...message(302), author: me }]);
  expect((await conversation())?.unread).toBe(251);
  await markRead(database, id, 299);
  expect((await conversation())?.unread).toBe(2);
});

test("[S10] counts messages between the server's count and the stored history as unread", async () => {
  await storeListed(database, [listed({ version: 10, lastSeq: 10, unread: 4, marker: 6 })]);
  await foldHistory(database, id, { rows: [row(300), row(299)], version: 300, more: true });
  expect((await conversation())?.unread).toBe(4 + 290);
  await markRead(database, id, 100);
  expect((await conversation())?.unread).toBe(200);
  await markRead(database, id, 299);
  expect((await conversation())?.unread).toBe(1);
});

test("[S10] treats a capped count of the server as a minimum until fewer messages are left", async () => {
  await storeListed(database, [
    listed({ version: 5_000, lastSeq: 5_000, unread: 1_000, marker: 0 }),
  ]);
  await foldHistory(database, id, { rows: [row(5_000), row(4_999)], version: 5_000, more: true });
  await markRead(database, id, 3_500);
  expect((await conversation())?.unread).toBe(1_000);
  await foldLive(database, id, [message(5_001)]);
  expect((await conversation())?.unread).toBe(1_000);
  await markRead(database, id, 4_998);
  expect((await conversation())?.unread).toBe(3);
  expect([999, 1_000, 4_711].map(shownCount)).toEqual(["999", "999+", "999+"]);
});

test("[S6] reads only the rows of a window, and reports whether there are more on either side", async () => {
  const rows = Array.from({ length: 300 }, (_, index) => row(300 - index));
  await foldHistory(database, id, { rows, version: 300, more: true });
  const seqs = async (options: Parameters<typeof conversationWindow>[2]) => {
    const part = await conversationWindow(database, id, options);
    const { hasOlder, hasNewer, olderOnServer } = part;
    return [part.rows[0]?.seq, part.rows.at(-1)?.seq, hasOlder, hasNewer, olderOnServer];
  };
  expect(await seqs({ limit: 50 })).toEqual([251, 300, true, false, false]);
  expect(await seqs({ limit: 50, before: 251 })).toEqual([201, 250, true, true, false]);
  expect(await seqs({ limit: 50, before: 51 })).toEqual([1, 50, false, true, false]);
  expect(await seqs({ limit: 50, after: 250 })).toEqual([251, 300, true, false, false]);
  expect(await seqs({ limit: 50, around: 100 })).toEqual([75, 124, true, true, false]);
  await database.messages.bulkDelete(rows.slice(200).map((stored) => stored.id));
  await database.conversations.update(id, { oldestSeq: 101 });
  expect(await seqs({ limit: 50, before: 151 })).toEqual([101, 150, false, true, true]);
});

test("shows a message as read once another member's marker is at or after it", async () => {
  const own = (seq: number) => ({ ...message(seq), author: me });
  await foldHistory(database, id, { rows: [own(2), own(1)], version: 2, more: false });
  await foldLive(database, id, [
    { type: "marker", user: bob, seq: 1, version: 3, at: 1, author: bob },
  ]);
  const { rows } = await conversationWindow(database, id, { limit: 9 });
  expect(rows.map((view) => view.state)).toEqual(["read", "sent"]);
});

function row(seq: number): Extract<ChangedRow, { type: "message" }> {
  return message(seq);
}

test("folds a group's new name and reactions once, in any order", async () => {
  await foldHistory(database, id, { rows: [], version: 0, more: false });
  const reactions = [{ emoji: "👍", count: 1 }];
  const reaction = { type: "react", id: idOf(1), emoji: "👍", on: true, reactions } as const;
  const changes: Change[] = [
    message(1),
    { ...reaction, version: 2, at: 2000, author: bob },
    { type: "meta", name: "New name", version: 3, at: 3000, author: bob },
  ];
  expect(await foldLive(database, id, changes)).toEqual({ gap: false });
  expect(await conversation()).toMatchObject({ cursor: 3, name: "New name", metaVersion: 3 });
  const shown = async () => (await conversationWindow(database, id, { limit: 9 })).rows[0];
  expect((await shown())?.reactions).toEqual([{ emoji: "👍", count: 1, mine: false }]);
  await foldPulled(
    database,
    id,
    [
      { type: "react", id: idOf(1), version: 2, reactions, mine: ["👍"] },
      { type: "meta", name: "Old name", version: 2 },
    ],
    3,
  );
  expect((await shown())?.reactions).toEqual([{ emoji: "👍", count: 1, mine: true }]);
  expect(await conversation()).toMatchObject({ name: "New name" });
});

test("a listing that was read before a change of the details keeps what the change says", async () => {
  const group = { kind: "group" as const, name: "Book club", metaVersion: 1 };
  await storeListed(database, [listed({ ...group, topic: "Novels", picture: "old" })]);
  await foldHistory(database, id, { rows: [], version: 1, more: false });
  const change = { type: "meta" as const, version: 2, at: 2, author: bob };
  await foldLive(database, id, [{ ...change, name: "Film club" }]);
  await storeListed(database, [listed({ ...group, topic: "Novels", picture: "old", version: 1 })]);
  const stored = await conversation();
  expect(stored).toMatchObject({ name: "Film club", metaVersion: 2 });
  expect(stored).not.toHaveProperty("picture");
  expect(stored).not.toHaveProperty("topic");
  await storeListed(database, [listed({ ...group, name: "Chess club", metaVersion: 3 })]);
  expect(await conversation()).toMatchObject({ name: "Chess club", metaVersion: 3 });
});
