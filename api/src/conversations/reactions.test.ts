import { runCommands } from "@rally/shared/commands";
import {
  addReactionRoute,
  deleteMessageRoute,
  listChanges,
  listMessages,
  removeReactionRoute,
} from "@rally/shared/conversations";
import { blockUser } from "@rally/shared/relationships";
import { pathOf } from "@rally/shared/http";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  askRaw,
  expectFailure,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob] = [await signUp(rally), await signUp(rally)];
const id = await talk(alice, bob);
const [like, heart] = ["👍", "❤️"];

const add = (person: TestPerson, messageId: string, emoji: string) =>
  person.call(addReactionRoute, { params: { id, messageId, emoji } });
const tryAdd = (person: TestPerson, messageId: string, emoji: string) =>
  askRaw(rally.url, {
    method: addReactionRoute.method,
    path: pathOf(addReactionRoute, { id, messageId, emoji }),
    headers: { Authorization: `Bearer ${person.token}` },
  });
const remove = (person: TestPerson, messageId: string, emoji: string) =>
  person.call(removeReactionRoute, { params: { id, messageId, emoji } });

async function inHistory(person: TestPerson, messageId: string) {
  const { meta } = await person.call(listMessages, { params: { id }, query: {} });
  return meta.related?.filter((row) => row.type === "react").find((row) => row.id === messageId);
}

describe("a reaction", () => {
  test("is counted in history and changes, with each reader's own reactions", async () => {
    const { id: messageId, version } = await say(alice, id, "hello");
    await add(bob, messageId, like);
    await add(alice, messageId, like);
    const last = await add(alice, messageId, heart);
    const reactions = [
      { emoji: like, count: 2 },
      { emoji: heart, count: 1 },
    ];
    expect(last.data).toMatchObject({ id: messageId, version: version + 3, reactions });
    const row = { type: "react", id: messageId, version: version + 3, reactions };
    expect(await inHistory(alice, messageId)).toEqual({ ...row, mine: [like, heart] });
    expect(await inHistory(bob, messageId)).toEqual({ ...row, mine: [like] });
    const changes = await bob.call(listChanges, { params: { id }, query: { since: version } });
    expect(changes.data).toEqual([{ ...row, mine: [like] }]);
    expect(changes.meta.version).toBe(version + 3);
  });

  test("reaches the room as a change with all counts", async () => {
    const { id: messageId } = await say(alice, id, "live");
    const room = await openRoom(rally, bob.token, `conversation.${id}`);
    await add(alice, messageId, heart);
    await eventually(() =>
      expect(room.tail().at(-1)).toMatchObject({
        ...{ type: "react", id: messageId, author: alice.id, emoji: heart, on: true },
        reactions: [{ emoji: heart, count: 1 }],
      }),
    );
    room.leave();
  });

  test("added or removed twice makes one change", async () => {
    const { id: messageId } = await say(alice, id, "twice");
    const first = await add(bob, messageId, like);
    expect((await add(bob, messageId, like)).data.version).toBe(first.data.version);
    const removed = await remove(bob, messageId, like);
    expect(removed.data).toMatchObject({ version: first.data.version + 1, reactions: [] });
    expect((await remove(bob, messageId, like)).data.version).toBe(removed.data.version);
  });

  test("sent twice under one id takes effect once, also within one batch [S2]", async () => {
    const { id: messageId } = await say(alice, id, "once");
    const input = { conversationId: id, messageId, emoji: like };
    const on = { id: newId(), name: "message.react", input: { ...input, on: true } };
    const off = { id: newId(), name: "message.react", input: { ...input, on: false } };
    const { data } = await bob.call(runCommands, { body: { commands: [on, off, on, off] } });
    expect(data[2]).toEqual(data[0]);
    expect(data[3]).toEqual(data[1]);
    expect((await inHistory(bob, messageId))?.reactions).toEqual([]);
  });

  test("of many users at once loses none", async () => {
    const { id: messageId } = await say(alice, id, "busy");
    const emoji = ["😀", "😃", "😄", "😁", "😆", "😅", "🤣", "😊"];
    await Promise.all(
      emoji.flatMap((one) => [add(alice, messageId, one), add(bob, messageId, one)]),
    );
    const row = await inHistory(alice, messageId);
    expect(row?.mine).toHaveLength(emoji.length);
    expect(row?.reactions.map(({ count }) => count)).toEqual(emoji.map(() => 2));
  });

  test("is refused when it is no emoji or exceeds the number of kinds", async () => {
    const { id: messageId } = await say(alice, id, "limits");
    for (const text of ["a", "ok", "👍👍", " ", "<b>"]) {
      expectFailure(await tryAdd(bob, messageId, text), "invalid_input");
    }
    const kinds = Array.from({ length: limits.reactionKinds + 1 }, (_, index) =>
      String.fromCodePoint(0x1f600 + index),
    );
    for (const emoji of kinds.slice(1)) await add(bob, messageId, emoji);
    expectFailure(await tryAdd(bob, messageId, kinds[0] ?? ""), "too_many_reactions");
    await add(alice, messageId, kinds[1] ?? "");
  });

  test("is refused to deleted messages, outsiders and blocked users", async () => {
    const { id: messageId } = await say(alice, id, "closed");
    const outsider = await signUp(rally);
    expectFailure(await tryAdd(outsider, messageId, like), "not_found");
    await alice.call(deleteMessageRoute, { params: { id, messageId } });
    expectFailure(await tryAdd(bob, messageId, like), "message_deleted");
    const { id: later } = await say(alice, id, "later");
    const block = { id: newId(), name: blockUser.name, input: { userId: bob.id } };
    await alice.call(runCommands, { body: { commands: [block] } });
    expectFailure(await tryAdd(bob, later, like), "blocked");
  });
});
