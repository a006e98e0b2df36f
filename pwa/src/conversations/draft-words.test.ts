import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { expect, test, vi } from "vitest";
import { eventually } from "@rally/api/testing";
import { countUnsent, flush } from "../outbox/index.js";
import {
  openUser,
  reported,
  running,
  setOnline,
  setScene,
  signUpDevice,
  type RunningDevice,
} from "../testing/index.js";
import { commandAnswers } from "../answering/index.js";
import { DraftWords } from "./draft-words.js";
import { EditInProgress } from "./edit-in-progress.js";
import { deleteMessage, editMessage, sendMessage } from "./writing.js";

const world = WORLD_CONVERSATION_ID;

/** A device without a network, with the user's room open. */
async function writing() {
  await setScene();
  const ann = await running(signUpDevice());
  setOnline(false);
  const room = await openUser(ann);
  const device = {
    database: ann.database,
    openDraft: (id: string) => Promise.resolve(room.openDraft(id)),
    stored: () => room.stored(),
  };
  const words = new DraftWords(
    () => undefined,
    () => undefined,
  );
  return { ann, room, device, words };
}

const held = ({ database }: RunningDevice) => database.getMeta(`heldWords.${world}`);
const savedEdit = ({ database }: RunningDevice) => database.getMeta(`edit.${world}`);

test("[S9] words that are sent as their field goes leave the draft; those typed behind them stay", async () => {
  const { room, device, words } = await writing();
  await words.open(device, world);
  words.write("hello");
  words.hold();
  words.write("hello, and more");
  words.close();
  words.remove("hello");
  words.close();
  expect(room.openDraft(world).text).toBe(", and more");
});

test("[S9] early words that are sent leave alone what the draft said before", async () => {
  const { ann, room, device, words } = await writing();
  room.openDraft(world).replace("half a thought ");
  words.write("early");
  await words.open(device, world);
  expect(words.text).toBe("half a thought early");
  words.remove("early");
  expect(words.text).toBe("half a thought ");
  await eventually(async () => expect(await held(ann)).toBeUndefined());
});

test("early words that are sent before the draft is open, as their field goes, are saved no longer", async () => {
  const { ann, device, words } = await writing();
  const late = { ...device, openDraft: () => new Promise<never>(() => undefined) };
  void words.open(late, world);
  await eventually(async () => {
    words.write("early");
    expect(await held(ann)).toMatchObject({ text: "early" });
  });
  words.hold();
  words.close();
  words.remove("early");
  words.close();
  await eventually(async () => expect(await held(ann)).toBeUndefined());
  expect(await countUnsent(ann.database)).toBe(0);
});

test("no word of another text is taken for one that was sent", async () => {
  const { device, words } = await writing();
  await words.open(device, world);
  words.write("hey");
  words.remove("hi");
  expect(words.text).toBe("hey");
  words.write("😁😀a");
  words.remove("😀a");
  expect(words.text).toBe("😁");
});

test("[S9] early words stay saved until the draft that has them is on the disk", async () => {
  const { ann, device, words } = await writing();
  await ann.database.setMeta(`heldWords.${world}`, { kind: "early", text: "early" });
  const full = new Error("The disk is full");
  const add = vi.spyOn(ann.database.userRoom, "add").mockRejectedValue(full);
  await words.open(device, world);
  await expect(device.stored()).rejects.toBe(full);
  expect(await held(ann)).toMatchObject({ text: "early" });
  add.mockRestore();
  words.write("early and late");
  await eventually(async () => expect(await held(ann)).toBeUndefined());
  expect(await ann.database.drafts.get(world)).toMatchObject({ text: "early and late" });
  reported.splice(0);
});

test("a saved edit goes with the edit or deletion that is stored", async () => {
  const { ann } = await writing();
  for (const finish of [editMessage, deleteMessage]) {
    const id = await sendMessage(ann.database, world, "as said");
    const edit = new EditInProgress();
    await edit.open(ann.database, world);
    edit.type(id, "better said");
    await edit.settled();
    await finish(ann.database, world, id, "better said");
    expect(await savedEdit(ann)).toBeUndefined();
  }
});

test("a saved edit is resumed, unless its message was deleted or says the same", async () => {
  const { ann } = await writing();
  setOnline(true);
  const { database, session } = ann;
  const [kept, gone] = [
    await sendMessage(database, world, "as said"),
    await sendMessage(database, world, "gone"),
  ];
  await flush(database, session.call, commandAnswers, { hurry: true });
  const open = () => new EditInProgress().open(database, world);
  await database.setMeta(`edit.${world}`, { messageId: kept, text: "better said" });
  expect(await countUnsent(database)).toBe(1);
  expect(await open()).toMatchObject({ id: kept });
  await database.setMeta(`edit.${world}`, { messageId: kept, text: "as said" });
  expect(await countUnsent(database)).toBe(0);
  expect(await open()).toBeUndefined();
  await eventually(async () => expect(await savedEdit(ann)).toBeUndefined());
  await deleteMessage(database, world, gone);
  await flush(database, session.call, commandAnswers, { hurry: true });
  await database.setMeta(`edit.${world}`, { messageId: gone, text: "there still" });
  expect(await countUnsent(database)).toBe(0);
  expect(await open()).toBeUndefined();
  await eventually(async () => expect(await savedEdit(ann)).toBeUndefined());
});
