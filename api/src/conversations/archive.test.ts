import {
  archiveRoute,
  isArchived,
  listUserChanges,
  unarchiveRoute,
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

async function archivedBy(user: { id: string }, id: string): Promise<boolean> {
  const row = await oneOf(rally.database, user.id, id);
  return row !== undefined && isArchived(row);
}

async function unread(user: { id: string }): Promise<string[]> {
  const rows = await unreadConversations(rally.database, user.id, { after: 0, limit: 100 });
  return rows.map(({ conversation }) => conversation.id);
}

describe("an archived conversation", () => {
  test("is archived for the caller alone, is not unread, and comes back with the next message", async () => {
    const [one, other] = await people();
    const id = await talk(one, other);
    await say(one, id, "a word");
    expect(await unread(other)).toContain(id);
    await other.call(archiveRoute, { params: { id } });
    expect(await archivedBy(other, id)).toBe(true);
    expect(await archivedBy(one, id)).toBe(false);
    expect(await unread(other)).not.toContain(id);
    await say(one, id, "another");
    expect(await archivedBy(other, id)).toBe(false);
    expect(await unread(other)).toContain(id);
  });

  test("stays archived with the level “none”, until the user brings it back", async () => {
    const [one, other] = await people();
    const id = await talk(one, other);
    await runCommand(other, "conversation.notify", { conversationId: id, level: "none" });
    await runCommand(other, "conversation.archive", { conversationId: id, archived: true });
    await say(one, id, "a word");
    expect(await archivedBy(other, id)).toBe(true);
    expect(await unread(other)).not.toContain(id);
    await other.call(unarchiveRoute, { params: { id } });
    expect(await archivedBy(other, id)).toBe(false);
  });

  test("comes back at once if a message is newer than the one that the caller has seen", async () => {
    const [one, other] = await people();
    const id = await talk(one, other);
    const { seq } = await say(one, id, "seen");
    await say(one, id, "not seen");
    const input = { conversationId: id, archived: true, seq };
    expect(await runCommand(other, "conversation.archive", input)).toEqual({ archivedSeq: seq });
    expect(await archivedBy(other, id)).toBe(false);
    // No more than there is can be archived.
    const far = { ...input, seq: seq + 1_000 };
    expect(await runCommand(other, "conversation.archive", far)).toEqual({ archivedSeq: seq + 1 });
  });

  test("is pulled by every device of the user", async () => {
    const [one, other] = await people();
    const id = await talk(one, other);
    await say(one, id, "a word");
    const { meta } = await other.call(listUserChanges, { query: { since: 0 } });
    await runCommand(other, "conversation.archive", { conversationId: id, archived: true });
    const { data } = await other.call(listUserChanges, { query: { since: meta.version } });
    // The notification of the message may come in between.
    const changed = data.filter((change) => change.type === "conversation");
    expect(changed).toMatchObject([{ conversation: { id, archivedSeq: 1 } }]);
  });
});

test("the world chat and other users' conversations cannot be archived", async () => {
  const [one, other, stranger] = await people();
  const input = { conversationId: await talk(one, other), archived: true };
  await expect(runCommand(stranger, "conversation.archive", input)).rejects.toThrow("not_found");
  const world = { conversationId: WORLD_CONVERSATION_ID, archived: true };
  await expect(runCommand(one, "conversation.archive", world)).rejects.toThrow("forbidden");
});
