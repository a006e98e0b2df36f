import { appendToTail } from "@rally/shared/conversations";
import { roomName } from "@rally/shared/rooms";
import { Conversation } from "@rally/shared/server/models";
import * as Y from "yjs";
import { afterAll, describe, expect, test } from "vitest";
import { eventually, openRoom, say, signUp, startTestRally, talk } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [alice, bob] = [await signUp(rally), await signUp(rally)];
const id = await talk(alice, bob);
const room = roomName("conversation", id);
await say(alice, id, "first");

async function copy(): Promise<Y.Doc> {
  const { doc, leave } = await openRoom(rally, bob.token, room);
  const copied = new Y.Doc();
  Y.applyUpdate(copied, Y.encodeStateAsUpdate(doc));
  leave();
  return copied;
}
const epochNow = async () => (await Conversation.query(rally.database).findById(id))?.epoch ?? 0;

describe("a stale replica is closed with 4409 and recovers with a fresh document", () => {
  const stale: [what: string, make: () => Promise<Y.Doc>][] = [
    [
      "one that another client wrote in",
      async () => {
        const doc = await copy();
        doc.getArray("log").push(["mine"]);
        return doc;
      },
    ],
    [
      "one that another client wrote in before its first sync",
      () => {
        const doc = new Y.Doc();
        doc.getMap("notes").set("a", 1);
        return Promise.resolve(doc);
      },
    ],
    [
      "one ahead of the server, as after a restored backup",
      async () => {
        const doc = await copy();
        const at = { at: 1, author: alice.id };
        appendToTail(doc, await epochNow(), [{ ...at, type: "delete", id, version: 9 }]);
        return doc;
      },
    ],
    [
      "one of another epoch",
      () => {
        const doc = new Y.Doc();
        appendToTail(doc, 4_242, [{ type: "delete", id, version: 1, at: 1, author: alice.id }]);
        return Promise.resolve(doc);
      },
    ],
  ];
  test.each(stale)("%s", async (_what, make) => {
    const old = await openRoom(rally, bob.token, room, { doc: await make() });
    expect(old.closed).toEqual([4409]);
    expect(old.provider.shouldConnect).toBe(false);
    old.leave();
    const fresh = await openRoom(rally, bob.token, room);
    expect(fresh.texts()).toEqual(["first"]);
    expect(fresh.closed).toEqual([]);
  });

  test("also one that was open while its room was reset, and all messages are in the pages", async () => {
    const open = await openRoom(rally, bob.token, room);
    await rally.database.transaction(async (trx) => {
      await trx("conversation_updates").where("conversation_id", id).delete();
      await trx("conversation_snapshots").where("conversation_id", id).delete();
      await trx("conversations").where("id", id).update({ epoch: 77, update_number: 0 });
    });
    await say(alice, id, "in the new room");
    await eventually(() => expect(open.closed).toEqual([4409]));
    const fresh = await openRoom(rally, bob.token, room);
    expect(fresh.texts()).toEqual(["in the new room"]);
    expect([...Y.decodeStateVector(Y.encodeStateVector(fresh.doc)).keys()]).toEqual([77]);
    await say(alice, id, "and on");
    await eventually(() => expect(fresh.texts()).toEqual(["in the new room", "and on"]));
  });

  test("also one that is ahead of a silently restored backup, and writing continues", async () => {
    const carol = await signUp(rally);
    const theirs = await talk(alice, carol);
    for (const body of ["kept", "lost", "lost too"]) await say(alice, theirs, body);
    const ahead = await openRoom(rally, carol.token, roomName("conversation", theirs));
    await rally.database.transaction(async (trx) => {
      const here = { conversation_id: theirs };
      await trx("conversation_updates").where(here).andWhere("number", ">", 1).delete();
      await trx("messages").where(here).andWhere("seq", ">", 1).delete();
      const head = { update_number: 1, version: 1, last_seq: 1 };
      await trx("conversations").where("id", theirs).update(head);
    });
    expect(await say(alice, theirs, "after")).toMatchObject({ seq: 2, version: 2 });
    await eventually(() => expect(ahead.closed).toEqual([4409]));
    const fresh = await openRoom(rally, carol.token, roomName("conversation", theirs));
    expect(fresh.texts()).toEqual(["kept", "after"]);
  });
});
