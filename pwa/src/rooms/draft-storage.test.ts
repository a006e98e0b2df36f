import { WORLD_CONVERSATION_ID, newId } from "@rally/shared/ids";
import { expect, test, vi } from "vitest";
import { readUnsavedUpdates } from "./unsaved-updates.js";
import {
  live,
  openUser,
  reported,
  running,
  setOnline,
  setUp,
  signUpDevice,
} from "../testing/index.js";

const world = WORLD_CONVERSATION_ID;

test("[S9] restores updates that a closing page had no time to store", async () => {
  await setUp();
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
  expect(readUnsavedUpdates(ann.database.userId).size).toBe(0);
  second.close();
  expect((await openUser(ann)).openDraft(world).text).toBe("tea at five");
});

test("[S9] stores an update that could not be stored together with the next one", async () => {
  await setUp();
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

test("[S9] stored() tries again to store an update that could not be stored", async () => {
  await setUp();
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

test("compaction deletes only rows of its own generation", async () => {
  await setUp();
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
