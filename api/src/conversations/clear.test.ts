import {
  addPinRoute,
  clearRoute,
  editMessageRoute,
  isCleared,
  listChanges,
  listEdits,
  listMessages,
  listPins,
  listUserChanges,
  type Conversation,
} from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import {
  runCommand,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";
import { oneOf, unreadConversations } from "./list.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const people = (): Promise<[TestPerson, TestPerson, TestPerson]> =>
  Promise.all([signUp(rally), signUp(rally), signUp(rally)]);

async function listedFor(user: { id: string }, id: string): Promise<Conversation> {
  const row = await oneOf(rally.database, user.id, id);
  if (!row) throw new Error("Not a member");
  return row;
}

const clear = (person: TestPerson, id: string, seq?: number) =>
  runCommand(person, "conversation.clear", {
    conversationId: id,
    ...(seq !== undefined && { seq }),
  });

async function history(person: TestPerson, id: string, query: Record<string, string> = {}) {
  const { data, meta } = await person.call(listMessages, { params: { id }, query });
  return {
    texts: data.map(({ content }) => content !== null && "body" in content && content.body),
    meta,
  };
}

describe("a conversation that a member has deleted for themselves", () => {
  test("is empty for them alone, and comes back with the next message", async () => {
    const [one, other] = await people();
    const id = await talk(one, other);
    await say(one, id, "first");
    await say(one, id, "second");
    const { data } = await other.call(clearRoute, { params: { id } });
    expect(data).toEqual({ clearedSeq: 2 });
    const cleared = await listedFor(other, id);
    expect(cleared).toMatchObject({ unread: 0, clearedSeq: 2, marker: 0 });
    expect(cleared.lastMessage).toBeUndefined();
    expect(isCleared(cleared)).toBe(true);
    expect(await history(other, id)).toMatchObject({ texts: [] });
    expect((await history(one, id)).texts).toEqual(["second", "first"]);
    expect(await listedFor(one, id)).toMatchObject({ lastMessage: { seq: 2 } });

    await say(one, id, "third");
    const back = await listedFor(other, id);
    expect(isCleared(back)).toBe(false);
    expect(back).toMatchObject({ unread: 1, lastMessage: { seq: 3 } });
    const { texts, meta } = await history(other, id);
    expect(texts).toEqual(["third"]);
    // A device takes a page without a next one for the beginning of the history.
    expect(meta.next).toBeUndefined();
    const unread = await unreadConversations(rally.database, other.id, { after: 0, limit: 9 });
    expect(unread.map(({ conversation }) => conversation.id)).toEqual([id]);
  });

  test("gives out none of its messages: by page, link, change, edit or pin", async () => {
    const [one, other] = await people();
    const id = await talk(one, other);
    const { id: messageId, seq } = await say(one, id, "gone");
    await one.call(addPinRoute, { params: { id, messageId } });
    await say(one, id, "kept");
    await clear(other, id, seq);
    const params = { id, messageId };
    const body = { content: { kind: "text" as const, body: "gone, edited" } };
    await one.call(editMessageRoute, { params, body });

    expect((await history(other, id)).texts).toEqual(["kept"]);
    expect((await history(other, id, { before: "2" })).texts).toEqual([]);
    expect((await history(other, id, { after: "0" })).texts).toEqual(["kept"]);
    await expect(history(other, id, { around: messageId })).rejects.toThrow("not_found");
    await expect(other.call(listEdits, { params })).rejects.toThrow("not_found");
    expect((await other.call(listPins, { params: { id } })).data).toEqual([]);
    expect((await one.call(listPins, { params: { id } })).data).toHaveLength(1);
    const { data } = await other.call(listChanges, { params: { id }, query: { since: 0 } });
    expect(JSON.stringify(data)).toContain("kept");
    expect(JSON.stringify(data)).not.toContain("gone");
    const forward = { kind: "forward", messageId };
    const sent = runCommand(other, "message.send", { conversationId: id, content: forward });
    await expect(sent).rejects.toThrow("not_found");
    const report = { messageId, reason: "spam" };
    await expect(runCommand(other, "report.create", report)).rejects.toThrow("not_found");
  });

  test("can be cleared further, and never less far", async () => {
    const [one, other] = await people();
    const id = await talk(one, other);
    for (const text of ["a", "b", "c"]) await say(one, id, text);
    expect(await clear(other, id, 2)).toEqual({ clearedSeq: 2 });
    expect(await clear(other, id, 1)).toEqual({ clearedSeq: 2 });
    expect((await history(other, id)).texts).toEqual(["c"]);
    // No message that is yet to be written is deleted.
    expect(await clear(other, id, 1_000)).toEqual({ clearedSeq: 3 });
    await say(one, id, "d");
    expect((await history(other, id)).texts).toEqual(["d"]);
  });

  test("is pulled by every device of the user; clearing again writes nothing", async () => {
    const [one, other] = await people();
    const id = await talk(one, other);
    await say(one, id, "a word");
    const { meta } = await other.call(listUserChanges, { query: { since: 0 } });
    await clear(other, id);
    const changes = async (since: number) => {
      const { data, meta: after } = await other.call(listUserChanges, { query: { since } });
      // The notification about the word may come late.
      return { rows: data.filter(({ type }) => type === "conversation"), version: after.version };
    };
    const { rows, version } = await changes(meta.version);
    expect(rows).toMatchObject([{ conversation: { id, clearedSeq: 1 } }]);
    await clear(other, id);
    expect((await changes(version)).rows).toEqual([]);
  });
});

test("the world chat and other users' conversations cannot be cleared", async () => {
  const [one, other, stranger] = await people();
  await expect(clear(stranger, await talk(one, other))).rejects.toThrow("not_found");
  await expect(clear(one, WORLD_CONVERSATION_ID)).rejects.toThrow("forbidden");
});
