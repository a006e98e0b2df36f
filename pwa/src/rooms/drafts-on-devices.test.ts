import { WORLD_CONVERSATION_ID, newId } from "@rally/shared/ids";
import { expect, test } from "vitest";
import { eventually } from "@rally/api/testing";
import { type Draft } from "../drafts/index.js";
import { countUnsent } from "../outbox/index.js";
import {
  live,
  openUser,
  running,
  setOnline,
  setUp,
  signInDevice,
  signUpDevice,
} from "../testing/index.js";

const world = WORLD_CONVERSATION_ID;

test("[S9] merges the same draft written offline on two devices", async () => {
  await setUp();
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

test("[S9] merges drafts started offline on two devices that were never connected", async () => {
  await setUp();
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

test("[S9] a draft survives closing the app while offline", async () => {
  await setUp();
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

test("tabs of one device share a draft offline", async () => {
  await setUp();
  const ann = await running(signUpDevice());
  setOnline(false);
  const [one, two] = [await openUser(ann), await openUser(ann)];
  const [left, right] = [one.openDraft(world), two.openDraft(world)];
  left.replace("from the left");
  await eventually(() => expect(right.text).toBe("from the left"));
  right.replace("from the left, and the right");
  await eventually(() => expect(left.text).toBe("from the left, and the right"));
});

test("a draft counts as unsent until the server has confirmed it", async () => {
  await setUp();
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

test("[S9] sends a draft larger than the server's frame limit in parts", async () => {
  await setUp();
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
