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
  type OpenRoom,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally({ limits: { userRoomBytes: 20_000 } });
afterAll(() => rally.close());

const conversation = newId();
const draft = ({ doc }: OpenRoom) => draftText(doc, conversation);
const says = (room: OpenRoom, text: string, within?: number) =>
  eventually(() => expect(draft(room).toJSON()).toBe(text), within);

async function setup(): Promise<{ person: TestPerson; room: string; enter: typeof enter }> {
  const person = await signUp(rally);
  const room = roomName("user", person.id);
  const enter = (doc?: Y.Doc) => openRoom(rally, person.token, room, doc ? { doc } : {});
  return { person, room, enter };
}

describe("a draft", () => {
  test("[S9] typed on one device appears on the other, and settings do too", async () => {
    const { enter } = await setup();
    const [phone, laptop] = [await enter(), await enter()];
    draft(phone).insert(0, "hello");
    await says(laptop, "hello");
    draft(laptop).insert(5, " there");
    await says(phone, "hello there");
    settingsMap(laptop.doc).set("theme", "dark");
    await eventually(() => expect(settingsMap(phone.doc).get("theme")).toBe("dark"));
    draft(phone).delete(0, draft(phone).length);
    await says(laptop, "");
  });

  test("[S9] edited offline on two devices ends as one merged text on both", async () => {
    const { enter } = await setup();
    const [phone, laptop] = [await enter(), await enter()];
    draft(phone).insert(0, "meet at noon");
    await says(laptop, "meet at noon");
    for (const { provider } of [phone, laptop]) provider.disconnect();
    draft(phone).insert(0, "let us ");
    draft(laptop).insert(12, ", at the lake");
    for (const { provider } of [phone, laptop]) provider.connect();
    await says(phone, "let us meet at noon, at the lake");
    await says(laptop, "let us meet at noon, at the lake");
  });

  test("[S9] started offline on two devices at once is one text with both parts", async () => {
    const { enter } = await setup();
    const docs = [new Y.Doc(), new Y.Doc()];
    docs.forEach((doc, index) =>
      draftText(doc, conversation).insert(0, ["one", "two"][index] ?? ""),
    );
    const rooms = await Promise.all(docs.map((doc) => enter(doc)));
    await eventually(() => {
      const texts = rooms.map((room) => draft(room).toJSON());
      expect(["onetwo", "twoone"]).toContain(texts[0]);
      expect(texts[1]).toBe(texts[0]);
    });
  });

  test("[S13] survives a restart, with more changes than a snapshot covers", async () => {
    const { enter } = await setup();
    const phone = await enter();
    for (let count = 0; count < 250; count += 1) draft(phone).insert(count, "x");
    const laptop = await enter();
    // Each keystroke is its own commit, which takes time on a busy machine.
    await says(laptop, "x".repeat(250), 20_000);
    await rally.restart();
    const again = await enter();
    expect(draft(again).toJSON()).toBe("x".repeat(250));
  });

  test("of one conversation is separate from another's", async () => {
    const { enter } = await setup();
    const [phone, laptop] = [await enter(), await enter()];
    draftText(phone.doc, newId()).insert(0, "for somebody else");
    draft(phone).insert(0, "for you");
    await says(laptop, "for you");
  });

  test("typed before the first sync is not lost", async () => {
    const { person, room, enter } = await setup();
    const kept = new Y.Doc();
    draftText(kept, conversation).insert(0, "kept, ");
    const phone = await openRoom(rally, person.token, room, { doc: kept, wait: false });
    phone.provider.on("status", ({ status }) => {
      if (status === "connected") draftText(kept, conversation).insert(6, "typed at once");
    });
    const laptop = await enter();
    await says(laptop, "kept, typed at once");
    expect(phone.closed).toEqual([]);
  });
});

describe("a gap", () => {
  test("is dropped and answered with step 1, and the missing updates repair it", async () => {
    const { person, room, enter } = await setup();
    const doc = new Y.Doc();
    const updates: Uint8Array[] = [];
    doc.on("update", (update: Uint8Array) => updates.push(update));
    for (const word of ["one ", "two ", "three"]) {
      const text = draftText(doc, conversation);
      text.insert(text.length, word);
    }
    const device = await openSocket(rally, `/sync/${room}`, { token: person.token });
    device.sendParts(0, 0, Y.encodeStateVector(new Y.Doc()));
    const asked = (times: number) =>
      eventually(() =>
        expect(device.received.filter(({ kind }) => kind === "step1")).toHaveLength(times),
      );
    await asked(1);
    device.sendParts(0, 2, updates[2] ?? new Uint8Array());
    await asked(2);
    const other = await enter();
    expect(draft(other).toJSON()).toBe("");
    device.sendParts(0, 1, Y.encodeStateAsUpdate(doc));
    await says(other, "one two three");
    expect(device.isOpen).toBe(true);
  });

  test("in the deletions is also a gap", async () => {
    const { person, room } = await setup();
    const device = await openSocket(rally, `/sync/${room}`, { token: person.token });
    device.send(frameOf(0, 2, frameOf(0, 1, 4_242, 1, 0, 9)));
    await device.first("step1");
    expect(device.isOpen).toBe(true);
    expect(await rally.database("user_room_updates").where("user_id", person.id)).toEqual([]);
  });
});

describe("drafts that are too large", () => {
  test("[S12] close their device with 4413, and earlier drafts are kept", async () => {
    const { enter, room, person } = await setup();
    const [phone, laptop] = [await enter(), await enter()];
    draft(phone).insert(0, "small");
    await says(laptop, "small");
    draft(phone).insert(5, "x".repeat(30_000));
    await eventually(() => expect(phone.closed).toEqual([4413]));
    expect(draft(laptop).toJSON()).toBe("small");
    draft(laptop).insert(5, "er");
    const third = await openRoom(rally, person.token, room);
    await says(third, "smaller");
    expect(laptop.closed).toEqual([]);
  });
});
