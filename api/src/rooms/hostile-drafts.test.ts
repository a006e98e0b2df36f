import { newId } from "@rally/shared/ids";
import { draftText, roomName, settingsMap } from "@rally/shared/rooms";
import * as Y from "yjs";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  frameOf,
  openRoom,
  openSocket,
  signUp,
  startTestRally,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const person = await signUp(rally);
const room = roomName("user", person.id);
const conversation = newId();
const draft = `draft.${conversation}`;

const honest = await openRoom(rally, person.token, room);
const stored = () => rally.database("user_room_updates").where("user_id", person.id);
// One after the other, because updates that arrive together are stored in one row.
draftText(honest.doc, conversation).insert(0, "honest");
await eventually(async () => expect(await stored()).toHaveLength(1));
settingsMap(honest.doc).set("theme", "dark");
await eventually(async () => expect(await stored()).toHaveLength(2));

/** The update that `write` makes in an empty document. */
function bytesOf(write: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  doc.transact(() => write(doc));
  return Y.encodeStateAsUpdate(doc);
}
const whole = bytesOf((doc) => draftText(doc, newId()).insert(0, "a long and harmless text"));
const deep = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);
const embed = (doc: Y.Doc, value: object): void => doc.getText(draft).insertEmbed(0, value);

/** An item that does not name its parent and takes that of the item it follows. */
function following(neighbour: number, kind: number, content: Uint8Array): Uint8Array {
  const origin = frameOf(honest.doc.clientID, neighbour);
  return new Uint8Array([...frameOf(1, 1, 7, 0), 0x80 | kind, ...origin, ...content, 0]);
}
const anyValue = new Uint8Array([1, 125, 5]);

const hostile: [what: string, update: Uint8Array][] = [
  ["a root outside the layout", bytesOf((doc) => doc.getText("evil").insert(0, "x"))],
  ["a root without a name", bytesOf((doc) => doc.getText("").insert(0, "x"))],
  ["a draft without a conversation", bytesOf((doc) => doc.getText("draft.x").insert(0, "x"))],
  ["a draft without an id", bytesOf((doc) => doc.getText("draft.").insert(0, "x"))],
  ["a root __proto__", bytesOf((doc) => doc.getMap("__proto__").set("x", 1))],
  ["a text in the settings", bytesOf((doc) => doc.getText("settings").insert(0, "x"))],
  ["a list of settings", bytesOf((doc) => doc.getArray("settings").push([1]))],
  ["a list as a draft", bytesOf((doc) => doc.getArray(draft).push([1]))],
  ["a map as a draft", bytesOf((doc) => doc.getMap(draft).set("x", 1))],
  [
    "an element as a draft",
    bytesOf((doc) => doc.getXmlFragment(draft).insert(0, [new Y.XmlElement("a")])),
  ],
  ["a map in the settings", bytesOf((doc) => doc.getMap("settings").set("x", new Y.Map()))],
  [
    "a text within the settings",
    bytesOf((doc) => doc.getMap("settings").set("x", new Y.Text("y"))),
  ],
  ["a list in the settings", bytesOf((doc) => doc.getMap("settings").set("x", new Y.Array()))],
  ["an object in the settings", bytesOf((doc) => doc.getMap("settings").set("x", { y: 1 }))],
  ["nested lists in the settings", bytesOf((doc) => doc.getMap("settings").set("x", deep(1_000)))],
  ["bytes in the settings", bytesOf((doc) => doc.getMap("settings").set("x", new Uint8Array(9)))],
  ["a document in the settings", bytesOf((doc) => doc.getMap("settings").set("x", new Y.Doc()))],
  ["a document in a draft", bytesOf((doc) => embed(doc, new Y.Doc()))],
  ["an object in a draft", bytesOf((doc) => embed(doc, { src: "x" }))],
  ["letters in bold", bytesOf((doc) => doc.getText(draft).insert(0, "x", { bold: true }))],
  ["a value inserted beside a letter of a draft", following(0, 8, anyValue)],
  ["letters inserted beside a setting", following(6, 4, frameOf(new Uint8Array([120])))],
  ["bytes that are not an update", new Uint8Array([1, 2, 3])],
  ["random bytes", new Uint8Array(500).map((_, index) => (index * 7_919) % 251)],
  ["no bytes", new Uint8Array()],
  ["an update that is truncated", whole.slice(0, -5)],
  ["an update with trailing bytes", new Uint8Array([...whole, 1, 2, 3])],
  ["an update of format version 2", Y.convertUpdateFormatV1ToV2(whole)],
  ["2^40 declared structs without data", frameOf(1, 2 ** 40, 7, 0)],
  ["2^40 declared deletions without data", frameOf(0, 1, 7, 2 ** 40)],
];

describe("[S4] updates that do not fit the layout of a user's room change nothing there", () => {
  test.each(hostile)("%s", async (_what, update) => {
    const before = await stored();
    for (const step of [1, 2]) {
      const socket = await openSocket(rally, `/sync/${room}`, { token: person.token });
      socket.sendParts(0, 0, new Uint8Array([0]));
      await socket.first("step1");
      socket.sendParts(0, step, update);
      expect([4400, 4403]).toContain(await socket.closed());
    }
    expect(await stored()).toEqual(before);
    const fresh = await openRoom(rally, person.token, room);
    expect(Y.encodeStateAsUpdate(fresh.doc)).toEqual(Y.encodeStateAsUpdate(honest.doc));
    fresh.leave();
    expect(rally.errors.splice(0)).toEqual([]);
  });

  test.each([
    ["a step 1 with an invalid vector", frameOf(0, 0, new Uint8Array([5, 1]))],
    ["a step 1 that is truncated", frameOf(0, 0, new Uint8Array([0])).slice(0, -1)],
    ["an unknown type", frameOf(42)],
    ["a text", "hello"],
    ["two messages in one frame", frameOf(0, 0, new Uint8Array([0]), 0, 2, whole)],
  ])("%s", async (_what, frame) => {
    const socket = await openSocket(rally, `/sync/${room}`, { token: person.token });
    socket.send(frame);
    expect(await socket.closed()).toBe(4400);
    expect(rally.errors.splice(0)).toEqual([]);
  });

  test("the honest device received none of it, and continues to type", async () => {
    expect(honest.closed).toEqual([]);
    expect([...honest.doc.share.keys()]).toEqual([draft, "settings"]);
    draftText(honest.doc, conversation).insert(6, "ly");
    const fresh = await openRoom(rally, person.token, room);
    await eventually(() => expect(draftText(fresh.doc, conversation).toJSON()).toBe("honestly"));
  });
});

describe("an update that is harmless", () => {
  test.each([
    ["an empty update", new Uint8Array([0, 0])],
    ["an update that is already known", Y.encodeStateAsUpdate(honest.doc)],
    [
      "a clock far in the future",
      frameOf(
        1,
        1,
        7,
        2 ** 40,
        4,
        1,
        new TextEncoder().encode(draft),
        new TextEncoder().encode("x"),
        0,
      ),
    ],
  ])("%s keeps its device connected and the room unchanged", async (_what, update) => {
    const socket = await openSocket(rally, `/sync/${room}`, { token: person.token });
    const before = Y.encodeStateAsUpdate((await openRoom(rally, person.token, room)).doc);
    socket.sendParts(0, 2, update);
    socket.sendParts(0, 0, new Uint8Array([0]));
    expect((await socket.first("step2")).bytes).toEqual(before);
    expect(socket.isOpen).toBe(true);
  });
});
