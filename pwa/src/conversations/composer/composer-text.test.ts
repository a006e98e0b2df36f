import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { expect, test, vi } from "vitest";
import { eventually } from "@rally/api/testing";
import { countUnsent, flush } from "../../outbox/index.js";
import {
  openUser,
  reported,
  running,
  setOnline,
  setUp,
  signUpDevice,
  type RunningDevice,
} from "../../testing/index.js";
import { resultHandlers } from "../../command-results.js";
import { ComposerText } from "./composer-text.js";
import { EditInProgress } from "./edit-in-progress.js";
import { enqueueDeletion, enqueueEdit, enqueueMessage } from "../data/enqueue-commands.js";

const world = WORLD_CONVERSATION_ID;

/** A device without a network, with the user's room open. */
async function writing() {
  await setUp();
  const ann = await running(signUpDevice());
  setOnline(false);
  const room = await openUser(ann);
  const device = {
    database: ann.database,
    openDraft: (id: string) => Promise.resolve(room.openDraft(id)),
    stored: () => room.stored(),
  };
  const words = new ComposerText(
    () => undefined,
    () => undefined,
  );
  return { ann, room, device, words };
}

const savedText = ({ database }: RunningDevice) => database.getMeta(`heldWords.${world}`);
const savedEdit = ({ database }: RunningDevice) => database.getMeta(`edit.${world}`);

test("[S9] removes sent text from the draft after its field is gone; text typed after it stays", async () => {
  const { room, device, words } = await writing();
  await words.open(device, world);
  words.write("hello");
  words.retain();
  words.write("hello, and more");
  words.release();
  words.remove("hello");
  words.release();
  expect(room.openDraft(world).text).toBe(", and more");
});

test("[S9] removes only the sent text, not the text that the draft had before", async () => {
  const { ann, room, device, words } = await writing();
  room.openDraft(world).replace("half a thought ");
  words.write("early");
  await words.open(device, world);
  expect(words.text).toBe("half a thought early");
  words.remove("early");
  expect(words.text).toBe("half a thought ");
  await eventually(async () => expect(await savedText(ann)).toBeUndefined());
});

test("deletes the saved text when it is sent before the draft is open, after its field is gone", async () => {
  const { ann, device, words } = await writing();
  const late = { ...device, openDraft: () => new Promise<never>(() => undefined) };
  void words.open(late, world);
  await eventually(async () => {
    words.write("early");
    expect(await savedText(ann)).toMatchObject({ text: "early" });
  });
  words.retain();
  words.release();
  words.remove("early");
  words.release();
  await eventually(async () => expect(await savedText(ann)).toBeUndefined());
  expect(await countUnsent(ann.database)).toBe(0);
});

test("[S9] restores text typed before the draft is open when the page unloads before it is stored", async () => {
  const { ann, device, words } = await writing();
  const late = { ...device, openDraft: () => new Promise<never>(() => undefined) };
  // The write never ends, as where an unload aborts it.
  const put = vi
    .spyOn(ann.database.meta, "put")
    .mockReturnValue(new Promise(() => undefined) as never);
  void words.open(late, world);
  words.write("early");
  dispatchEvent(new Event("pagehide"));
  put.mockRestore();

  const next = new ComposerText(
    () => undefined,
    () => undefined,
  );
  await next.open(device, world);
  expect(next.text).toBe("early");
  await eventually(async () => expect(await savedText(ann)).toBeUndefined());
  expect(await ann.database.drafts.get(world)).toMatchObject({ text: "early" });
  expect(Object.keys(localStorage).filter((key) => key.startsWith("rally.unsaved."))).toEqual([]);
});

test("does not remove text that differs from the sent text", async () => {
  const { device, words } = await writing();
  await words.open(device, world);
  words.write("hey");
  words.remove("hi");
  expect(words.text).toBe("hey");
  words.write("😁😀a");
  words.remove("😀a");
  expect(words.text).toBe("😁");
});

test("[S9] keeps text typed before the draft is open until the draft that contains it is stored", async () => {
  const { ann, device, words } = await writing();
  await ann.database.setMeta(`heldWords.${world}`, { kind: "early", text: "early" });
  const full = new Error("The disk is full");
  const add = vi.spyOn(ann.database.userRoom, "add").mockRejectedValue(full);
  await words.open(device, world);
  await expect(device.stored()).rejects.toBe(full);
  expect(await savedText(ann)).toMatchObject({ text: "early" });
  add.mockRestore();
  words.write("early and late");
  await eventually(async () => expect(await savedText(ann)).toBeUndefined());
  expect(await ann.database.drafts.get(world)).toMatchObject({ text: "early and late" });
  reported.splice(0);
});

test("deletes a saved edit when its edit or a deletion is stored", async () => {
  const { ann } = await writing();
  for (const finish of [enqueueEdit, enqueueDeletion]) {
    const id = await enqueueMessage(ann.database, world, "as said");
    const edit = new EditInProgress();
    await edit.open(ann.database, world);
    edit.type(id, "better said");
    await edit.settled();
    await finish(ann.database, world, id, "better said");
    expect(await savedEdit(ann)).toBeUndefined();
  }
});

test("resumes a saved edit, unless its message was deleted or has the same text", async () => {
  const { ann } = await writing();
  setOnline(true);
  const { database, session } = ann;
  const [kept, gone] = [
    await enqueueMessage(database, world, "as said"),
    await enqueueMessage(database, world, "gone"),
  ];
  await flush(database, session.call, resultHandlers, { hurry: true });
  const open = () => new EditInProgress().open(database, world);
  await database.setMeta(`edit.${world}`, { messageId: kept, text: "better said" });
  expect(await countUnsent(database)).toBe(1);
  expect(await open()).toMatchObject({ id: kept });
  await database.setMeta(`edit.${world}`, { messageId: kept, text: "as said" });
  expect(await countUnsent(database)).toBe(0);
  expect(await open()).toBeUndefined();
  await eventually(async () => expect(await savedEdit(ann)).toBeUndefined());
  await enqueueDeletion(database, world, gone);
  await flush(database, session.call, resultHandlers, { hurry: true });
  await database.setMeta(`edit.${world}`, { messageId: gone, text: "there still" });
  expect(await countUnsent(database)).toBe(0);
  expect(await open()).toBeUndefined();
  await eventually(async () => expect(await savedEdit(ann)).toBeUndefined());
});
