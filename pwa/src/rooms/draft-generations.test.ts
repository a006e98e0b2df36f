import { closeCodes, draftText, roomName } from "@rally/shared/rooms";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { expect, test, vi } from "vitest";
import { eventually, openRoom, type TestRally } from "@rally/api/testing";
import { type Draft } from "../drafts/index.js";
import {
  live,
  openUser,
  reported,
  running,
  setOnline,
  setUp,
  signInDevice,
  signUpDevice,
  type TestDevice,
} from "../testing/index.js";

const world = WORLD_CONVERSATION_ID;

function storedUpdates(rally: TestRally, { userId }: TestDevice): Promise<unknown[]> {
  return Promise.resolve(rally.database("user_room_updates").where({ user_id: userId }));
}

/** As a server that starts a user's room anew. */
async function forgetUserRoom(rally: TestRally, { userId }: TestDevice): Promise<void> {
  await rally.database("user_room_updates").where({ user_id: userId }).delete();
  await rally.database("user_rooms").where({ user_id: userId }).delete();
  await rally.restart();
}

test("[S9] carries drafts over to a new generation, with the text written since", async () => {
  const { rally, proxy } = await setUp();
  const ann = await running(signUpDevice());
  const room = await openUser(ann);
  await live(room);
  const draft = room.openDraft(world);
  draft.replace("kept on both");
  await eventually(async () => expect(await storedUpdates(rally, ann)).not.toEqual([]));
  await room.stored();
  proxy.cut();
  await eventually(() => expect(room.status.value).not.toBe("live"));
  draft.replace("kept on both, and more");
  await forgetUserRoom(rally, ann);
  proxy.closeNextSocket(`/sync/user.${ann.userId}`, closeCodes.staleReplica);
  proxy.repair();

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

test("[S9] keeps every word once when the generation changes while two devices type", async () => {
  const { rally } = await setUp({ limits: { generationClients: 3 } });
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

test("[S9] a device that was offline during a change of generation neither loses nor duplicates a word", async () => {
  const { rally, proxy } = await setUp({ limits: { generationClients: 3 } });
  const ann = await running(signUpDevice());
  const room = await openUser(ann);
  await live(room);
  const draft = room.openDraft(world);
  draft.replace("see you at eight");
  await eventually(async () => expect(await storedUpdates(rally, ann)).not.toEqual([]));
  await room.stored();
  const token = await ann.session.accessToken();
  proxy.cut();
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
  proxy.repair();
  const again = await openUser(ann);
  const resumed = again.openDraft(world);
  await eventually(() => expect(resumed.text).toContain("5 4 3 2 1 0 see you at eight"), 10_000);
  expect(resumed.text).toBe("5 4 3 2 1 0 see you at eight, at the lake");
  expect(reported).toEqual([]);
});

test("[S9] drafts of a stale generation survive closing the app before the new one has loaded", async () => {
  const { proxy } = await setUp();
  const ann = await running(signUpDevice());
  const room = await openUser(ann);
  await live(room);
  room.openDraft(world).replace("kept");
  await room.stored();
  proxy.cut();
  await eventually(() => expect(room.status.value).not.toBe("live"));
  const before = await ann.database.getMeta("generation");
  proxy.closeNextSocket(`/sync/user.${ann.userId}`, closeCodes.staleReplica);
  proxy.repair();
  await eventually(async () => expect(await ann.database.getMeta("generation")).not.toBe(before));
  setOnline(false);
  room.close();
  const again = await openUser(ann);
  expect(again.openDraft(world).text).toBe("kept");
});

test("[S9] drafts of a stale generation are kept until the new document that contains them is stored", async () => {
  await setUp();
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
