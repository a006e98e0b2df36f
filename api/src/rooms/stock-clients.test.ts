import {
  deleteMessageRoute,
  editMessageRoute,
  listMessages,
  setMarkerRoute,
} from "@rally/shared/conversations";
import { runCommands } from "@rally/shared/commands";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { roomName } from "@rally/shared/rooms";
import { Conversation } from "@rally/shared/server/models";
import * as Y from "yjs";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  openRoom,
  openSocket,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

async function setup(): Promise<{ one: TestPerson; two: TestPerson; id: string; room: string }> {
  const [one, two] = [await signUp(rally), await signUp(rally)];
  const id = await talk(one, two);
  return { one, two, id, room: roomName("conversation", id) };
}

/** Sends messages in batches of 100. */
async function fill(person: TestPerson, id: string, bodies: string[]): Promise<void> {
  for (let index = 0; index < bodies.length; index += 100) {
    const commands = bodies.slice(index, index + 100).map((body) => ({
      id: newId(),
      name: "message.send",
      input: { conversationId: id, content: { kind: "text", body } },
    }));
    const { data } = await person.call(runCommands, { body: { commands } });
    expect(data.every(({ success }) => success)).toBe(true);
  }
}

describe("a stock y-websocket client", () => {
  test("with only a token follows a conversation's messages, edits, deletions and markers live", async () => {
    const { one, two, id, room } = await setup();
    const before = await say(one, id, "before");
    const follower = await openRoom(rally, two.token, room);
    expect(follower.texts()).toEqual(["before"]);
    const sent = await say(one, id, "while", { replyTo: before.id });
    const params = { id, messageId: sent.id };
    const content = { kind: "text" as const, body: "edited" };
    const edited = (await one.call(editMessageRoute, { params, body: { content } })).data;
    await two.call(setMarkerRoute, { params: { id }, body: { seq: 2 } });
    const gone = (await one.call(deleteMessageRoute, { params })).data;
    const changes = [
      { type: "message", id: before.id, seq: 1, version: 1, author: one.id, at: before.at },
      { type: "message", id: sent.id, seq: 2, version: 2, replyTo: before.id, at: sent.at },
      { type: "edit", id: sent.id, version: 3, author: one.id, content, at: edited.editedAt },
      { type: "marker", user: two.id, seq: 2, version: 4, author: two.id },
      { type: "delete", id: sent.id, version: 5, author: one.id, at: gone.deletedAt },
    ];
    await eventually(() => expect(follower.tail()).toMatchObject(changes));
    const joiner = await openRoom(rally, one.token, room);
    expect(joiner.tail()).toEqual(follower.tail());
    expect(follower.closed).toEqual([]);
  });

  test("[S3] sees the world chat in one order, however many users write at once", async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => signUp(rally)));
    const room = roomName("conversation", WORLD_CONVERSATION_ID);
    const rooms = await Promise.all(people.map(({ token }) => openRoom(rally, token, room)));
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        say(people[index % 5] as TestPerson, WORLD_CONVERSATION_ID, `${index}`),
      ),
    );
    for (const { tail } of rooms) {
      await eventually(() => {
        const versions = tail().map(({ version }) => version);
        expect(versions).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
      });
      expect(tail()).toEqual(rooms[0]?.tail());
    }
  });

  test("that was away receives only the changes that it lacks", async () => {
    const { one, two, id, room } = await setup();
    await fill(
      one,
      id,
      Array.from({ length: 50 }, (_, index) => `early ${index}`),
    );
    const follower = await openRoom(rally, two.token, room);
    follower.provider.disconnect();
    await say(one, id, "meanwhile");
    const frames = await openSocket(rally, `/sync/${room}`, { token: two.token });
    frames.sendParts(0, 0, Y.encodeStateVector(follower.doc));
    expect((await frames.first("step2")).bytes.length).toBeLessThan(500);
    follower.provider.connect();
    await eventually(() => expect(follower.texts().at(-1)).toBe("meanwhile"));
    expect(follower.closed).toEqual([]);
  });

  test("finds the same document after a restart", async () => {
    const { one, two, id, room } = await setup();
    await fill(
      one,
      id,
      Array.from({ length: 130 }, (_, index) => `number ${index}`),
    );
    await say(one, id, "last");
    const before = await openRoom(rally, two.token, room);
    await rally.restart();
    const after = await openRoom(rally, two.token, room);
    expect(after.tail()).toEqual(before.tail());
    expect(Y.encodeStateVector(after.doc)).toEqual(Y.encodeStateVector(before.doc));
    const cached = new Y.Doc();
    Y.applyUpdate(cached, Y.encodeStateAsUpdate(before.doc));
    const returning = await openRoom(rally, two.token, room, { doc: cached });
    await say(one, id, "and on");
    await eventually(() => expect(returning.texts().at(-1)).toBe("and on"));
    expect(returning.closed).toEqual([]);
  });
});

describe("a room's document", () => {
  test("[S6] is one sequence by one client id, the room's epoch, however many messages are written", async () => {
    const { one, two, id, room } = await setup();
    const follower = await openRoom(rally, two.token, room);
    await fill(
      one,
      id,
      Array.from({ length: 300 }, (_, index) => `number ${index}`),
    );
    await rally.restart();
    await fill(
      two,
      id,
      Array.from({ length: 10 }, (_, index) => `later ${index}`),
    );
    const { doc } = await openRoom(rally, one.token, room);
    const epoch = (await Conversation.query(rally.database).findById(id))?.epoch ?? 0;
    const vector = Y.decodeStateVector(Y.encodeStateVector(doc));
    expect([...vector]).toEqual([[epoch, 310]]);
    // Pruned items are merged into one tombstone.
    expect(doc.store.clients.get(epoch)?.length).toBeLessThanOrEqual(2 + 1);
    expect(doc.getArray("log").length).toBe(limits.tailChanges);
    expect(follower.doc.share.size).toBe(1);
  });

  test("[S6] keeps the last 200 changes, and the whole history stays in the pages", async () => {
    const { one, two, id, room } = await setup();
    await fill(
      one,
      id,
      Array.from({ length: 250 }, (_, index) => `${index}`),
    );
    const { texts, tail } = await openRoom(rally, two.token, room);
    expect(texts()).toEqual(Array.from({ length: 200 }, (_, index) => `${index + 50}`));
    expect(tail()[0]?.version).toBe(51);
    const request = { params: { id }, query: { before: 51, limit: 100 } };
    expect((await two.call(listMessages, request)).data).toHaveLength(50);
  });

  test.each([
    ["of long texts", 100, "x".repeat(8_000)],
    ["of long texts of four bytes a character", 60, "💥".repeat(4_000)],
    ["of short texts", 1_000, "hello"],
  ])(
    "[S6] of a long history %s has at most 48 KB of changes and a first sync of at most 64 KB",
    async (_what, count, body) => {
      const { one, two, id, room } = await setup();
      await fill(
        one,
        id,
        Array.from({ length: count }, () => body),
      );
      const socket = await openSocket(rally, `/sync/${room}`, { token: two.token });
      socket.sendParts(0, 0, Y.encodeStateVector(new Y.Doc()));
      const { bytes } = await socket.first("step2");
      expect(bytes.length).toBeLessThanOrEqual(64 * 1024);
      const doc = new Y.Doc();
      Y.applyUpdate(doc, bytes);
      const tail = doc.getArray("log").toArray();
      const size = tail.reduce<number>(
        (sum, change) => sum + Buffer.byteLength(JSON.stringify(change)),
        0,
      );
      expect(size).toBeLessThanOrEqual(limits.tailBytes);
      expect(tail.at(-1)).toMatchObject({ seq: count });
      expect(tail.length).toBeGreaterThan(0);
    },
  );
});
