import { runCommands } from "@rally/shared/commands";
import {
  addPinRoute,
  createConversationRoute,
  deleteMessageRoute,
  listChanges,
  listMessages,
  listPins,
  removePinRoute,
} from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { pathOf } from "@rally/shared/http";
import { afterAll, describe, expect, test } from "vitest";
import {
  askRaw,
  eventually,
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

const pin = (person: TestPerson, messageId: string, at = id) =>
  person.call(addPinRoute, { params: { id: at, messageId } });
const unpin = (person: TestPerson, messageId: string) =>
  person.call(removePinRoute, { params: { id, messageId } });
const tryPin = (person: TestPerson, messageId: string, at = id) =>
  askRaw(rally.url, {
    method: addPinRoute.method,
    path: pathOf(addPinRoute, { id: at, messageId }),
    headers: { Authorization: `Bearer ${person.token}` },
  });
const pinned = async (person: TestPerson, at = id) =>
  (await person.call(listPins, { params: { id: at } })).data.map(({ message }) => message.id);
const inHistory = async (person: TestPerson, at = id) =>
  (await person.call(listMessages, { params: { id: at }, query: { limit: 1 } })).meta.related
    ?.filter((row) => row.type === "pin")
    .map((row) => row.id);

describe("a pin", () => {
  test("is listed with its message, and reaches other devices as a change", async () => {
    const { id: first, version } = await say(alice, id, "first");
    const { id: second } = await say(alice, id, "second");
    const { data } = await pin(bob, first);
    expect(data).toMatchObject({ id: first, version: version + 2, pinned: true });
    await pin(alice, second);
    expect(await pinned(alice)).toEqual([second, first]);
    const list = await bob.call(listPins, { params: { id } });
    expect(list.data[1]).toMatchObject({
      message: { type: "message", id: first, content: { kind: "text", body: "first" } },
      pinnedAt: data.at,
    });
    const changes = await alice.call(listChanges, {
      params: { id },
      query: { since: version + 1 },
    });
    const row = { type: "pin", pinned: true };
    expect(changes.data).toEqual([
      { ...row, id: first, at: data.at, version: version + 2 },
      { ...row, id: second, at: expect.any(Number) as number, version: version + 3 },
    ]);
    await unpin(alice, first);
    await unpin(alice, second);
    expect(await pinned(alice)).toEqual([]);
    const removed = await alice.call(listChanges, {
      params: { id },
      query: { since: version + 3 },
    });
    expect(removed.data.map((one) => one.type === "pin" && one.pinned)).toEqual([false, false]);
  });

  test("of an old message comes with a new device's first page of history", async () => {
    const { id: old } = await say(alice, id, "old");
    await pin(alice, old);
    await say(alice, id, "newer");
    expect(await inHistory(bob)).toEqual([old]);
    await unpin(alice, old);
    expect(await inHistory(bob)).toBeUndefined();
  });

  test("reaches the room as a change", async () => {
    const { id: messageId } = await say(alice, id, "live");
    const room = await openRoom(rally, bob.token, `conversation.${id}`);
    await pin(alice, messageId);
    await eventually(() =>
      expect(room.tail().at(-1)).toMatchObject({
        ...{ type: "pin", id: messageId, author: alice.id, pinned: true },
      }),
    );
    room.leave();
    await unpin(alice, messageId);
  });

  test("set twice makes one change; unpinning what is not pinned makes none", async () => {
    const { id: messageId } = await say(alice, id, "twice");
    const first = await pin(bob, messageId);
    expect((await pin(alice, messageId)).data).toEqual(first.data);
    const removed = await unpin(bob, messageId);
    expect(removed.data).toMatchObject({ version: first.data.version + 1, pinned: false });
    expect((await unpin(alice, messageId)).data).toEqual(removed.data);
  });

  test("ends when its message is deleted, also within one batch", async () => {
    const { id: messageId } = await say(alice, id, "gone");
    await pin(bob, messageId);
    await alice.call(deleteMessageRoute, { params: { id, messageId } });
    expect(await pinned(bob)).toEqual([]);
    expectFailure(await tryPin(bob, messageId), "message_deleted");
    const sent = newId();
    const content = { kind: "text", body: "short" };
    const messageOf = { conversationId: id, messageId: sent };
    const { data } = await bob.call(runCommands, {
      body: {
        commands: [
          { id: sent, name: "message.send", input: { conversationId: id, content } },
          { id: newId(), name: "message.pin", input: { ...messageOf, pinned: true } },
          { id: newId(), name: "message.delete", input: messageOf },
        ],
      },
    });
    expect(data.map(({ success }) => success)).toEqual([true, true, true]);
    expect(await pinned(bob)).toEqual([]);
  });

  test("is refused to members, outsiders, and for messages of other conversations", async () => {
    const { data: group } = await alice.call(createConversationRoute, {
      body: { kind: "group", name: "Pins", members: [bob.id] },
    });
    const { id: messageId } = await say(bob, group.id, "mine");
    expectFailure(await tryPin(bob, messageId, group.id), "forbidden");
    await pin(alice, messageId, group.id);
    expect(await pinned(bob, group.id)).toEqual([messageId]);
    expectFailure(await tryPin(alice, messageId), "not_found");
    const outsider = await signUp(rally);
    expectFailure(await tryPin(outsider, messageId, group.id), "not_found");
    const path = pathOf(listPins, { id: group.id });
    const headers = { Authorization: `Bearer ${outsider.token}` };
    expectFailure(await askRaw(rally.url, { method: "GET", path, headers }), "not_found");
  });

  test("beyond the number of pins of a conversation is refused, at once and one by one", async () => {
    const { data: group } = await alice.call(createConversationRoute, {
      body: { kind: "group", name: "Many pins", members: [] },
    });
    const conversationId = group.id;
    const ids = Array.from({ length: limits.pins + 1 }, () => newId());
    const content = { kind: "text", body: "pinned" };
    const send = ids.map((one) => ({
      ...{ id: one, name: "message.send", input: { conversationId, content } },
    }));
    const pins = ids.map((messageId) => ({
      ...{ id: newId(), name: "message.pin", input: { conversationId, messageId, pinned: true } },
    }));
    await alice.call(runCommands, { body: { commands: send.slice(0, 100) } });
    await alice.call(runCommands, { body: { commands: send.slice(100) } });
    await alice.call(runCommands, { body: { commands: pins.slice(0, 50) } });
    const rest = await alice.call(runCommands, { body: { commands: pins.slice(50) } });
    expect(rest.data.filter(({ success }) => success)).toHaveLength(50);
    expect(rest.data.at(-1)).toMatchObject({ error: { code: "too_many_pins" } });
    expect(await pinned(alice, conversationId)).toHaveLength(limits.pins);
    expect(await inHistory(alice, conversationId)).toHaveLength(limits.pins);
    // Each pin makes room for another one.
    await alice.call(removePinRoute, { params: { id: conversationId, messageId: ids[0]! } });
    await pin(alice, ids.at(-1)!, conversationId);
  });
});
