import { newId } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import { Conversation } from "@rally/shared/server/models";
import { afterAll, describe, expect, test } from "vitest";
import * as Y from "yjs";
import {
  eventually,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type OpenRoom,
} from "../testing/index.js";

const left = await startTestRally({ shared: true });
const right = await startTestRally({ beside: left });
afterAll(async () => {
  await right.close();
  await left.close();
});
const [one, two] = [await signUp(left), await signUp(left)];

interface Hint {
  number: number;
  epoch: number;
  bytes: Uint8Array;
}

/**
 * A conversation with three messages and a reader on the right server, and the hints of the
 * messages.
 */
async function setup() {
  const other = await signUp(left);
  const id = await talk(one, other);
  const reader = await openRoom(right, one.token, roomName("conversation", id));
  for (const body of ["a", "b", "c"]) await say(other, id, body, { on: left });
  await eventually(() => expect(reader.texts()).toEqual(["a", "b", "c"]));
  const epoch = (await Conversation.query(left.database).findById(id))?.epoch ?? 0;
  const rows = await left
    .database<Hint & { conversation_id: string }>("conversation_updates")
    .where("conversation_id", id)
    .orderBy("number");
  const hints = rows.map(({ number, bytes }): Hint => ({ number, epoch, bytes }));
  return { id, other, reader, hints, epoch };
}

/** Publishes hints on the bus, as an unknown process would. */
async function publishHints(conversation: string, hints: readonly Hint[]): Promise<void> {
  const messages = hints.map(({ number, epoch, bytes }) => {
    const text = Buffer.from(bytes).toString("base64");
    return ["moved", { conversation, version: number, number, epoch, bytes: text }];
  });
  const payload = JSON.stringify([newId(), messages]);
  await left.database.raw("select pg_notify('rally', ?)", [payload]);
}

async function expectUnharmed(
  { id, other, reader, epoch }: Awaited<ReturnType<typeof setup>>,
  on = left,
): Promise<void> {
  await say(other, id, "d", { on });
  await say(other, id, "e", { on: right });
  const fresh: OpenRoom = await openRoom(right, one.token, roomName("conversation", id));
  for (const { texts, doc, closed } of [reader, fresh]) {
    await eventually(() => expect(texts()).toEqual(["a", "b", "c", "d", "e"]));
    expect([...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()]).toEqual([epoch]);
    expect(closed).toEqual([]);
  }
}

describe("a hint that carries an update harms no replica", () => {
  test("[S3] when it arrives again, in any order", async () => {
    const set = await setup();
    const [a, b, c] = set.hints as [Hint, Hint, Hint];
    await publishHints(set.id, [c, a, a, b, c, b, a]);
    await expectUnharmed(set);
  });

  test("[S3] when it is of another epoch", async () => {
    const set = await setup();
    const foreign = new Y.Doc();
    foreign.getArray("log").push(["forged"]);
    const bytes = Y.encodeStateAsUpdate(foreign);
    await publishHints(set.id, [
      { number: 4, epoch: set.epoch + 1, bytes },
      { number: 4, epoch: set.epoch, bytes },
    ]);
    await expectUnharmed(set);
  });

  test.each([
    ["nothing", () => new Uint8Array()],
    ["random bytes", () => Uint8Array.from({ length: 60 }, (_, index) => (index * 97) % 256)],
    ["half of an update", ({ bytes }: Hint) => bytes.subarray(0, bytes.length / 2)],
    ["an earlier update", ({ bytes }: Hint) => bytes],
  ])("[S3] when it carries %s", async (_what, corrupt) => {
    const set = await setup();
    const bytes = corrupt(set.hints[2] as Hint);
    await publishHints(set.id, [{ number: 4, epoch: set.epoch, bytes }]);
    await expectUnharmed(set);
  });

  test("[S3] when it arrives before its predecessor", async () => {
    const set = await setup();
    const doc = new Y.Doc();
    for (const { bytes } of set.hints) Y.applyUpdate(doc, bytes);
    const ahead = { number: 4, epoch: set.epoch, bytes: followingButOne(doc, set.epoch) };
    await publishHints(set.id, [ahead]);
    await expectUnharmed(set);
  });

  test("and an unreadable one stops no server", async () => {
    const set = await setup();
    await left.database.raw("select pg_notify('rally', '{nonsense')");
    await left.database.raw(`select pg_notify('rally', '["x",[["moved",null]]]')`);
    await expectUnharmed(set, right);
    expect([...left.errors, ...right.errors]).toEqual([]);
  });
});

/** An update whose predecessor is missing. */
function followingButOne(doc: Y.Doc, epoch: number): Uint8Array {
  doc.clientID = epoch;
  doc.getArray("log").push(["missing"]);
  const before = Y.encodeStateVector(doc);
  doc.getArray("log").push(["ahead"]);
  return Y.encodeStateAsUpdate(doc, before);
}

test("[S3] a server that lags never treats an honest replica as stale", async () => {
  const id = await talk(one, two);
  const room = roomName("conversation", id);
  await openRoom(right, two.token, room);
  let hints = 0;
  for (let round = 0; round < 25; round += 1) {
    await left.database.raw(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'rally bus' and datname = current_database()`,
    );
    const writing = Array.from({ length: 1 + (round % 5) }, () =>
      say(one, id, `${(hints += 1)}`, { on: left }),
    );
    if (round % 3 === 0) await Promise.all(writing);
    const ahead = await openRoom(left, one.token, room);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(ahead.doc));
    ahead.leave();
    const behind = await openRoom(right, one.token, room, { doc });
    expect(behind.closed).toEqual([]);
    await Promise.all(writing);
    await eventually(() => expect(behind.texts()).toHaveLength(Math.min(hints, 200)));
    behind.leave();
  }
});
