import { roomName } from "@rally/shared/rooms";
import { Conversation } from "@rally/shared/server/models";
import * as Y from "yjs";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  frameOf,
  openRoom,
  openSocket,
  say,
  signUp,
  startTestRally,
  talk,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob] = [await signUp(rally), await signUp(rally)];
const id = await talk(alice, bob);
const room = roomName("conversation", id);
await say(alice, id, "first");
await say(bob, id, "second");
const headOf = () => Conversation.query(rally.database).findById(id).throwIfNotFound();
const { epoch: writer } = await headOf();

const { doc } = await openRoom(rally, bob.token, room);
const vector = Y.encodeStateVector(doc);

/** The update by which `change` would change the room's document, written by the client `as`. */
function forged(change: (log: Y.Array<unknown>, copy: Y.Doc) => void, as?: number): Uint8Array {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  if (as !== undefined) copy.clientID = as;
  copy.transact(() => change(copy.getArray("log"), copy));
  return Y.encodeStateAsUpdate(copy, vector);
}
const message = { type: "message", id: "x", author: alice.id, seq: 3, version: 3, at: 1 };
const update = forged((log) => log.push([message]));
const asServer = forged((log) => log.push([message]), writer);
const deletion = frameOf(0, 1, writer, 1, 0, 1);
const long = (value: number): Uint8Array => new Uint8Array([0x80 | value, 0x80, 0x00]);
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(parts.flatMap((p) => [...p]));
const awareness = frameOf(0);

const writes: [what: string, frame: Uint8Array, codes: number[]][] = [
  ["an update", frameOf(0, 2, update), [4403]],
  ["an update under the server's own id", frameOf(0, 2, asServer), [4403]],
  ["an update that only deletes", frameOf(0, 2, deletion), [4403]],
  ["an empty update", frameOf(0, 2, new Uint8Array([0, 0])), [4403]],
  ["an update without bytes", frameOf(0, 2, new Uint8Array()), [4403]],
  ["an update that is truncated", frameOf(0, 2, update).slice(0, -3), [4403]],
  ["an update of format version 2", frameOf(0, 2, Y.convertUpdateFormatV1ToV2(update)), [4403]],
  [
    "an update to another root",
    frameOf(
      0,
      2,
      forged((_, copy) => copy.getMap("x").set("a", 1)),
    ),
    [4403],
  ],
  ["a step 2", frameOf(0, 1, update), [4403]],
  ["a step 2 that only deletes", frameOf(0, 1, deletion), [4403]],
  ["an empty step 2", frameOf(0, 1, new Uint8Array([0, 0])), [4403]],
  ["a step 1 followed by an update", frameOf(0, 0, vector, 0, 2, update), [4403]],
  ["a step 1 followed by a byte", joined(frameOf(0, 0, vector), new Uint8Array([0])), [4403]],
  ["an update in a longer encoding", joined(long(0), long(2), frameOf(update)), [4403]],
  ["a step 2 in a longer encoding", joined(long(0), long(1), frameOf(update)), [4403]],
  ["awareness followed by an update", frameOf(1, awareness, 0, 2, update), [4400, 4403]],
  ["an awareness query followed by an update", frameOf(3, 0, 2, update), [4400, 4403]],
  ["a sync message of an unknown kind", frameOf(0, 9, update), [4400, 4403]],
];
const nonsense: [what: string, frame: Uint8Array | string][] = [
  ["a text", "hello"],
  ["an update as text", Buffer.from(frameOf(0, 2, update)).toString("latin1")],
  ["nothing", new Uint8Array()],
  ["an unknown type", frameOf(42, update)],
  ["an authentication message", frameOf(2, update)],
  ["a number without an end", new Uint8Array(20).fill(0xff)],
  ["a step 1 that is truncated", frameOf(0, 0, vector).slice(0, -1)],
  ["a step 1 with an invalid vector", frameOf(0, 0, new Uint8Array([5, 1]))],
  ["a step 1 without a vector", frameOf(0, 0, new Uint8Array())],
  ["a step 1 longer than its frame", new Uint8Array([0, 0, 0xff, 0xff, 0x03])],
];

async function stateOf() {
  const { version, updateNumber } = await headOf();
  const fresh = await openRoom(rally, alice.token, room);
  const bytes = Buffer.from(Y.encodeStateAsUpdate(fresh.doc)).toString("hex");
  fresh.leave();
  return { version, updateNumber, bytes };
}

describe("[S4] a client that writes into a conversation's room changes nothing and is closed", () => {
  const cases = [
    ...writes.map(([what, frame, codes]) => ({ what, frame, codes })),
    ...nonsense.map(([what, frame]) => ({ what, frame, codes: [4400] })),
  ];
  test.each(cases)("$what: $codes", async ({ frame, codes }) => {
    const before = await stateOf();
    for (const syncedFirst of [true, false]) {
      const socket = await openSocket(rally, `/sync/${room}`, { token: bob.token });
      if (syncedFirst) {
        socket.sendParts(0, 0, vector);
        await socket.first("step2");
      }
      socket.send(frame);
      expect(codes).toContain(await socket.closed());
    }
    expect(await stateOf()).toEqual(before);
    expect(rally.errors.splice(0)).toEqual([]);
  });

  test("a stock client that writes into its copy, with 4403, and it stays disconnected", async () => {
    const before = await stateOf();
    const [mine, other] = [
      await openRoom(rally, bob.token, room),
      await openRoom(rally, alice.token, room),
    ];
    mine.doc.getArray("log").push([message]);
    await eventually(() => expect(mine.closed).toEqual([4403]));
    expect(mine.provider.shouldConnect).toBe(false);
    expect(await stateOf()).toEqual(before);
    expect(other.texts()).toEqual(["first", "second"]);
  });

  test("a stock client that empties its copy, with 4403", async () => {
    const before = await stateOf();
    const mine = await openRoom(rally, bob.token, room);
    mine.doc.getArray("log").delete(0, 2);
    await eventually(() => expect(mine.closed).toEqual([4403]));
    expect(await stateOf()).toEqual(before);
  });

  test("frames that follow a write at once are ignored too", async () => {
    const socket = await openSocket(rally, `/sync/${room}`, { token: bob.token });
    socket.send(frameOf(0, 2, update));
    for (let count = 0; count < 50; count += 1) socket.send(frameOf(0, 0, vector));
    expect(await socket.closed()).toBe(4403);
    expect(socket.received).toEqual([]);
  });
});

describe("an honest replica", () => {
  test("that reconnects often is not closed", async () => {
    const mine = await openRoom(rally, bob.token, room);
    for (let count = 0; count < 5; count += 1) {
      mine.provider.disconnect();
      mine.provider.connect();
      await eventually(() => expect(mine.provider.synced).toBe(true));
    }
    expect(mine.closed).toEqual([]);
    expect(mine.texts()).toEqual(["first", "second"]);
  });

  test("that starts from its stored copy is not closed", async () => {
    const kept = new Y.Doc();
    Y.applyUpdate(kept, Y.encodeStateAsUpdate(doc));
    const mine = await openRoom(rally, bob.token, room, { doc: kept });
    expect(mine.provider.synced).toBe(true);
    expect(mine.closed).toEqual([]);
  });

  test("that requests again and again is answered each time", async () => {
    const socket = await openSocket(rally, `/sync/${room}`, { token: bob.token });
    for (let count = 0; count < 20; count += 1) socket.sendParts(0, 0, vector);
    await eventually(() =>
      expect(socket.received.filter(({ kind }) => kind === "step2")).toHaveLength(20),
    );
    expect(socket.received.some(({ kind }) => kind === "step1")).toBe(false);
  });
});
