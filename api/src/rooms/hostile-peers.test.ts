import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { draftText, roomName } from "@rally/shared/rooms";
import WebSocket from "ws";
import * as Y from "yjs";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  frameOf,
  hostileUpdates,
  openRoom,
  openSocket,
  say,
  signUp,
  startTestRally,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [honest, hostile] = [await signUp(rally), await signUp(rally)];
const world = roomName("conversation", WORLD_CONVERSATION_ID);
const own = roomName("user", hostile.id);
const conversation = newId();
const phone = await openRoom(rally, honest.token, roomName("user", honest.id));
const laptop = await openRoom(rally, honest.token, roomName("user", honest.id));
const reader = await openRoom(rally, honest.token, world);

let words = 0;
/** Another user's draft and message still arrive at once. */
async function othersAreServed(): Promise<void> {
  const word = `word ${(words += 1)}`;
  const text = draftText(phone.doc, conversation);
  text.delete(0, text.length);
  text.insert(0, word);
  await say(honest, WORLD_CONVERSATION_ID, word);
  await eventually(() => {
    expect(draftText(laptop.doc, conversation).toJSON()).toBe(word);
    expect(reader.texts().at(-1)).toBe(word);
  }, 2_000);
  expect([phone.closed, laptop.closed, reader.closed]).toEqual([[], [], []]);
  expect(rally.errors.splice(0)).toEqual([]);
}

const socketTo = (room: string) => openSocket(rally, `/sync/${room}`, { token: hostile.token });
const storedOf = (id: string) =>
  rally.database<{ user_id: string; number: number }>("user_rooms").where("user_id", id);

describe("[S4] [S12] an update that is known to kill servers of shared documents", () => {
  test.each(hostileUpdates)(
    "$what: closes its sender's own room or does nothing",
    async (attack) => {
      const socket = await socketTo(own);
      socket.sendParts(0, 0, new Uint8Array([0]));
      await socket.first("step1");
      const before = await storedOf(hostile.id);
      socket.sendParts(0, 2, attack.update);
      if (attack.code === undefined) {
        socket.received.length = 0;
        socket.sendParts(0, 0, new Uint8Array([0]));
        await socket.first("step2");
        expect(socket.isOpen).toBe(true);
      } else {
        expect(await socket.closed()).toBe(attack.code);
        expect(await storedOf(hostile.id)).toEqual(before);
      }
      socket.close();
      await othersAreServed();
    },
  );

  test.each(hostileUpdates)(
    "$what: is refused in a conversation without being decoded",
    async ({ what, update }) => {
      const before = Y.encodeStateAsUpdate(reader.doc);
      const socket = await socketTo(world);
      socket.sendParts(0, 2, update);
      expect(await socket.closed()).toBe(what === "60,000 deleted ranges" ? 4413 : 4403);
      expect(Y.encodeStateAsUpdate(reader.doc)).toEqual(before);
      await othersAreServed();
    },
  );
});

/** A step 1 that claims one letter from each of `count` clients. */
function vectorOf(count: number): Uint8Array {
  const entries = Array.from({ length: count }, (_, index) => [index + 1, 1]).flat();
  return frameOf(count, ...entries);
}

describe("[S12] a state vector", () => {
  test.each([
    ["60,000 clients in a user's room", own, 60_000],
    ["601 clients in a user's room", own, 601],
    ["60,000 clients in a conversation", world, 60_000],
    ["9 clients in a conversation", world, 9],
  ])("of %s is closed with 4409 without being read", async (_what, room, count) => {
    const socket = await socketTo(room);
    socket.sendParts(0, 0, vectorOf(count));
    expect(await socket.closed()).toBe(4409);
    expect(socket.received).toEqual([]);
    await othersAreServed();
  });

  test("with as many clients as a generation and an update may have is answered", async () => {
    const socket = await socketTo(own);
    socket.sendParts(0, 0, vectorOf(600));
    await socket.first("step2");
    socket.close();
  });
});

describe("[S12] a frame", () => {
  test.each([
    ["of 256 KB and a byte", 256 * 1024 + 1],
    ["of 1 MB and a byte", 1024 * 1024 + 1],
    ["of 40 MB", 40 * 1024 * 1024],
  ])("%s is closed with 4413, which tells clients not to reconnect", async (_what, size) => {
    for (const room of [own, world]) {
      const socket = await socketTo(room);
      socket.send(new Uint8Array(size));
      expect(await socket.closed()).toBe(4413);
    }
    await othersAreServed();
  });

  test("of exactly 256 KB is read", async () => {
    const socket = await socketTo(own);
    const header = frameOf(0, 2).length + 3;
    socket.sendParts(0, 2, new Uint8Array(256 * 1024 - header));
    expect(await socket.closed()).toBe(4403);
  });

  test("that is text is closed with 4400", async () => {
    for (const room of [own, world]) {
      const socket = await socketTo(room);
      socket.send("hello");
      expect(await socket.closed()).toBe(4400);
    }
  });

  test.each([0, 1, 700])(
    "in hundreds of fragments of %i bytes is closed with 4400",
    async (size) => {
      const socket = new WebSocket(`${rally.url.replace("http", "ws")}/sync/${own}`, [
        "rally.v1",
        `bearer.${hostile.token}`,
      ]);
      const closed = new Promise<number>((resolve) => socket.once("close", resolve));
      await new Promise((resolve) => socket.once("open", resolve));
      for (let count = 0; count < 300; count += 1)
        socket.send(new Uint8Array(size), { fin: false });
      expect(await closed).toBe(4400);
      await othersAreServed();
    },
  );

  test.each([
    [
      "of a negative length",
      Buffer.from([0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]),
    ],
    ["without a mask", Buffer.from([0x82, 0x01, 0x03])],
    ["with reserved bits set", Buffer.from([0xf2, 0x81, 0, 0, 0, 0, 3])],
    ["of an unknown kind", Buffer.from([0x85, 0x80, 0, 0, 0, 0])],
    ["that continues no message", Buffer.from([0x80, 0x80, 0, 0, 0, 0])],
  ])(
    "that is invalid, %s, is closed with a code that tells clients not to reconnect",
    async (_what, bytes) => {
      const socket = new WebSocket(`${rally.url.replace("http", "ws")}/sync/${own}`, [
        "rally.v1",
        `bearer.${hostile.token}`,
      ]);
      const closed = new Promise<number>((resolve) => socket.once("close", resolve));
      const stream = await new Promise<NodeJS.WritableStream>((resolve) => {
        socket.once("upgrade", (response) => {
          socket.once("open", () => resolve(response.socket));
        });
      });
      stream.write(bytes);
      expect([4400, 4413]).toContain(await closed);
      await othersAreServed();
    },
  );

  test("of 2,000,000 awareness entries, or of nested entries, is ignored", async () => {
    const entries = new Uint8Array(200_000).fill(1);
    const nested = new TextEncoder().encode(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    for (const room of [own, world]) {
      const socket = await socketTo(room);
      socket.sendParts(0, 0, new Uint8Array([0]));
      await socket.first("step2");
      socket.sendParts(1, Uint8Array.from([...frameOf(2_000_000), ...entries]));
      socket.sendParts(1, frameOf(1, 7, 1, nested));
      socket.sendParts(1, frameOf(2 ** 53 - 1));
      socket.received.length = 0;
      socket.sendParts(0, 0, new Uint8Array([0]));
      await socket.first("step2");
      expect(socket.isOpen).toBe(true);
      socket.close();
    }
    await othersAreServed();
  });
});

describe("[S12] sockets", () => {
  test("that do not offer the sub-protocol are closed with 4400 and a reason", async () => {
    const socket = new WebSocket(`${rally.url.replace("http", "ws")}/sync/${own}`);
    const [code, reason] = await new Promise<[number, Buffer]>((resolve) =>
      socket.once("close", (...closed) => resolve(closed)),
    );
    expect([code, reason.toString()]).toEqual([4400, "offer the sub-protocol rally.v1"]);
  });
});
