import { closeCodes, draftText, roomName } from "@rally/shared/rooms";
import { WORLD_CONVERSATION_ID, newId } from "@rally/shared/ids";
import { expect, test, vi } from "vitest";
import { eventually, openRoom, type TestRally } from "@rally/api/testing";
import { type Draft } from "../drafts/index.js";
import { countUnsent } from "../outbox/index.js";
import { readUnstored } from "../unstored/index.js";
import {
  reported,
  setOnline,
  setScene,
  signInDevice,
  signUpDevice,
  type TestDevice,
  live,
  openUser,
  running,
} from "../testing/index.js";

const world = WORLD_CONVERSATION_ID;

test("[S9] the same draft written offline on two devices ends as one merged text on both", async () => {
  await setScene();
  const phone = await running(signUpDevice());
  const laptop = await running(signInDevice(phone));
  const rooms = [await openUser(phone), await openUser(laptop)] as const;
  for (const room of rooms) await live(room);
  const [onPhone, onLaptop] = rooms.map((room) => room.openDraft(world)) as [Draft, Draft];
  onPhone.replace("see you at eight");
  await eventually(() => expect(onLaptop.text).toBe("see you at eight"));

  setOnline(false);
  onPhone.replace("see you at eight!");
  onLaptop.replace("see you there at eight");
  let caret = 3;
  onPhone.onRemote((_text, adjust) => {
    caret = adjust(caret);
  });
  setOnline(true);
  await eventually(() => expect(onPhone.text).toBe("see you there at eight!"));
  await eventually(() => expect(onLaptop.text).toBe("see you there at eight!"));
  expect(caret).toBe(3);
  await rooms[0].stored();
  expect(await phone.database.drafts.get(world)).toMatchObject({ text: onPhone.text });
});

test("[S9] drafts started offline on two devices that never met merge too", async () => {
  await setScene();
  const phone = await running(signUpDevice());
  const laptop = await running(signInDevice(phone));
  setOnline(false);
  const rooms = [await openUser(phone), await openUser(laptop)] as const;
  const [onPhone, onLaptop] = rooms.map((room) => room.openDraft(world)) as [Draft, Draft];
  onPhone.replace("milk ");
  onLaptop.replace("bread ");
  setOnline(true);
  await eventually(() => expect(onPhone.text).toContain("bread "));
  await eventually(() => expect(onLaptop.text).toBe(onPhone.text));
  expect(onPhone.text).toContain("milk ");
});

test("[S9] a draft survives the end of the app, with no network", async () => {
  await setScene();
  const ann = await running(signUpDevice());
  setOnline(false);
  const first = await openUser(ann);
  const draft = first.openDraft(world);
  for (let length = 1; length <= 200; length += 1) draft.replace("x".repeat(length));
  await first.stored();
  first.close();
  expect(await ann.database.userRoom.count()).toBeLessThan(66);
  const second = await openUser(ann);
  expect(second.openDraft(world).text).toBe("x".repeat(200));
});

test("[S9] what a page had no time to store as it went is there when it comes back", async () => {
  await setScene();
  const ann = await running(signUpDevice());
  setOnline(false);
  const first = await openUser(ann);
  first.openDraft(world).replace("tea ");
  await first.stored();
  first.openDraft(world).replace("tea at five");
  dispatchEvent(new Event("pagehide"));
  ann.database.close();
  await expect(first.stored()).rejects.toThrow();
  first.close();
  reported.splice(0);

  await ann.database.open();
  const second = await openUser(ann);
  expect(second.openDraft(world).text).toBe("tea at five");
  await second.stored();
  expect(readUnstored(ann.database.userId).size).toBe(0);
  second.close();
  expect((await openUser(ann)).openDraft(world).text).toBe("tea at five");
});

test("[S9] what could not be stored is stored with what comes next", async () => {
  await setScene();
  const ann = await running(signUpDevice());
  setOnline(false);
  const first = await openUser(ann);
  const full = new Error("The disk is full");
  vi.spyOn(ann.database.userRoom, "add").mockRejectedValueOnce(full);
  first.openDraft(world).replace("tea ");
  await expect(first.stored()).rejects.toBe(full);
  expect(reported.splice(0)).toEqual([full]);
  first.openDraft(world).replace("tea at five");
  await first.stored();
  first.close();
  expect((await openUser(ann)).openDraft(world).text).toBe("tea at five");
});

test("[S9] what could not be stored is tried again when somebody waits for it", async () => {
  await setScene();
  const ann = await running(signUpDevice());
  setOnline(false);
  const first = await openUser(ann);
  vi.spyOn(ann.database.userRoom, "add").mockRejectedValueOnce(new Error("The disk is full"));
  first.openDraft(world).replace("tea at five");
  await expect(first.stored()).rejects.toThrow("The disk is full");
  await first.stored();
  reported.splice(0);
  expect(await ann.database.drafts.get(world)).toMatchObject({ text: "tea at five" });
});

test("[S9] drafts of an ended past are kept until the new document that has them is stored", async () => {
  await setScene();
  const ann = await running(signUpDevice());
  await ann.database.setMeta("unplacedDrafts", { [world]: "kept" });
  const full = new Error("The disk is full");
  const add = vi.spyOn(ann.database.userRoom, "add").mockRejectedValue(full);
  const room = await openUser(ann);
  await live(room);
  await eventually(() => expect(reported).toContain(full));
  expect(room.openDraft(world).text).toBe("kept");
  expect(await ann.database.getMeta("unplacedDrafts")).toEqual({ [world]: "kept" });
  add.mockRestore();
  await room.stored();
  expect(await ann.database.getMeta("unplacedDrafts")).toBeUndefined();
  expect(await ann.database.drafts.get(world)).toMatchObject({ text: "kept" });
  reported.splice(0);
});

test("tabs of one device share a draft with no network", async () => {
  await setScene();
  const ann = await running(signUpDevice());
  setOnline(false);
  const [one, two] = [await openUser(ann), await openUser(ann)];
  const [left, right] = [one.openDraft(world), two.openDraft(world)];
  left.replace("from the left");
  await eventually(() => expect(right.text).toBe("from the left"));
  right.replace("from the left, and the right");
  await eventually(() => expect(left.text).toBe("from the left, and the right"));
});

test("[S9] when the server has begun a new past, drafts are carried over, with what was written since", async () => {
  const { rally, line } = await setScene();
  const ann = await running(signUpDevice());
  const room = await openUser(ann);
  await live(room);
  const draft = room.openDraft(world);
  draft.replace("kept on both");
  await eventually(async () => expect(await storedUpdates(rally, ann)).not.toEqual([]));
  await room.stored();
  line.cut();
  await eventually(() => expect(room.status.value).not.toBe("live"));
  draft.replace("kept on both, and more");
  await forgetUserRoom(rally, ann);
  line.closeNextSocket(`/sync/user.${ann.userId}`, closeCodes.staleReplica);
  line.mend();

  await eventually(async () => expect(await storedUpdates(rally, ann)).not.toEqual([]), 10_000);
  expect(draft.text).toBe("kept on both, and more");
  const laptop = await running(signInDevice(ann));
  const other = await openUser(laptop);
  await live(other);
  await eventually(() => expect(other.openDraft(world).text).toBe("kept on both, and more"));
  draft.replace("still bound");
  await eventually(() => expect(other.openDraft(world).text).toBe("still bound"));
  await room.stored();
  expect(await ann.database.getMeta("unplacedDrafts")).toBeUndefined();
  expect(reported).toEqual([]);
});

test("[S9] when the room begins anew under two typing devices, both keep every word, once", async () => {
  const { rally } = await setScene({ limits: { generationClients: 3 } });
  const phone = await running(signUpDevice());
  const laptop = await running(signInDevice(phone));
  const rooms = [await openUser(phone), await openUser(laptop)] as const;
  for (const room of rooms) await live(room);
  const [onPhone, onLaptop] = rooms.map((room) => room.openDraft(world)) as [Draft, Draft];
  onPhone.replace("to begin with. ");
  await eventually(() => expect(onLaptop.text).toBe("to begin with. "));
  const token = await phone.session.accessToken();
  for (let load = 0; load < 8; load += 1) {
    const page = await openRoom(rally, token, roomName("user", phone.userId));
    draftText(page.doc, "018f0000-0000-7000-8000-000000000000").insert(0, "x");
    onPhone.replace(`${onPhone.text}p${load} `);
    onLaptop.replace(`${onLaptop.text}l${load} `);
    await eventually(() => {
      expect(onPhone.text).toContain(`l${load} `);
      expect(onLaptop.text).toContain(`p${load} `);
    });
    page.leave();
  }
  await eventually(() => expect(onLaptop.text).toBe(onPhone.text));
  const row = await rally
    .database<{ user_id: string; generation: number }>("user_rooms")
    .where("user_id", phone.userId)
    .first("generation");
  expect(row?.generation).toBeGreaterThan(0);
  for (let load = 0; load < 8; load += 1) {
    expect(onPhone.text.split(`p${load} `)).toHaveLength(2);
    expect(onPhone.text.split(`l${load} `)).toHaveLength(2);
  }
  expect(onPhone.text.split("to begin with. ")).toHaveLength(2);
  expect(reported).toEqual([]);
});

test("[S9] a device that was offline while the room began anew loses no word and doubles none", async () => {
  const { rally, line } = await setScene({ limits: { generationClients: 3 } });
  const ann = await running(signUpDevice());
  const room = await openUser(ann);
  await live(room);
  const draft = room.openDraft(world);
  draft.replace("see you at eight");
  await eventually(async () => expect(await storedUpdates(rally, ann)).not.toEqual([]));
  await room.stored();
  const token = await ann.session.accessToken();
  line.cut();
  await eventually(() => expect(room.status.value).not.toBe("live"));
  draft.replace("see you at eight, at the lake");
  await room.stored();
  room.close();
  for (let load = 0; load < 6; load += 1) {
    const page = await openRoom(rally, token, roomName("user", ann.userId));
    const text = draftText(page.doc, world);
    text.insert(0, `${load} `);
    const { length } = text;
    await eventually(async () => {
      const look = await openRoom(rally, token, roomName("user", ann.userId));
      const seen = draftText(look.doc, world).length;
      look.leave();
      expect(seen).toBe(length);
    });
    page.leave();
  }
  line.mend();
  const again = await openUser(ann);
  const resumed = again.openDraft(world);
  await eventually(() => expect(resumed.text).toContain("5 4 3 2 1 0 see you at eight"), 10_000);
  expect(resumed.text).toBe("5 4 3 2 1 0 see you at eight, at the lake");
  expect(reported).toEqual([]);
});

test("[S9] drafts of an ended past survive the end of the app before the new one has come", async () => {
  const { line } = await setScene();
  const ann = await running(signUpDevice());
  const room = await openUser(ann);
  await live(room);
  room.openDraft(world).replace("kept");
  await room.stored();
  line.cut();
  await eventually(() => expect(room.status.value).not.toBe("live"));
  const before = await ann.database.getMeta("generation");
  line.closeNextSocket(`/sync/user.${ann.userId}`, closeCodes.staleReplica);
  line.mend();
  await eventually(async () => expect(await ann.database.getMeta("generation")).not.toBe(before));
  setOnline(false);
  room.close();
  const again = await openUser(ann);
  expect(again.openDraft(world).text).toBe("kept");
});

function storedUpdates(rally: TestRally, { userId }: TestDevice): Promise<unknown[]> {
  return Promise.resolve(rally.database("user_room_updates").where({ user_id: userId }));
}

/** As a server that starts a user's room anew. */
async function forgetUserRoom(rally: TestRally, { userId }: TestDevice): Promise<void> {
  await rally.database("user_room_updates").where({ user_id: userId }).delete();
  await rally.database("user_rooms").where({ user_id: userId }).delete();
  await rally.restart();
}

/** Somebody of a device, as the API's tests know people. */

test("a draft counts as unsent until the server is known to have it", async () => {
  await setScene();
  const phone = await running(signUpDevice());
  const room = await openUser(phone);
  await live(room);
  const draft = room.openDraft(world);
  draft.replace("known");
  await room.confirm();
  expect(await countUnsent(phone.database)).toBe(0);
  setOnline(false);
  draft.replace("known, and more");
  await room.confirm();
  expect(await countUnsent(phone.database)).toBe(1);
  setOnline(true);
  await live(room);
  await eventually(async () => {
    await room.confirm();
    expect(await countUnsent(phone.database)).toBe(0);
  });
});

test("[S9] more than the server takes at once, written offline, reaches it in pieces", async () => {
  await setScene();
  const phone = await running(signUpDevice());
  const laptop = await running(signInDevice(phone));
  setOnline(false);
  const [here, there] = [await openUser(phone), await openUser(laptop)];
  const ids = Array.from({ length: 24 }, () => newId());
  const letter = "long ".repeat(3_000);
  for (const id of ids) here.openDraft(id).replace(`${id} ${letter}`);
  setOnline(true);
  const last = there.openDraft(ids.at(-1) ?? "");
  await eventually(() => expect(last.text).toHaveLength(15_037), 15_000);
  for (const id of ids) expect(there.openDraft(id).text).toBe(`${id} ${letter}`);
  await live(here);
});

test("compaction touches the rows of its own generation only", async () => {
  await setScene();
  const phone = await running(signUpDevice());
  const room = await openUser(phone);
  await live(room);
  const other = { generation: newId(), update: Uint8Array.of(0, 0) };
  await phone.database.userRoom.add(other);
  const draft = room.openDraft(world);
  for (let n = 0; n < 80; n += 1) {
    draft.replace(`${n}`);
    await room.stored();
  }
  const rows = await phone.database.userRoom.toArray();
  expect(rows.length).toBeLessThan(66);
  expect(rows).toContainEqual(expect.objectContaining({ generation: other.generation }));
});
