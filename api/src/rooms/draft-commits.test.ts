import { newId } from "@rally/shared/ids";
import { draftText, roomName } from "@rally/shared/rooms";
import { afterAll, expect, test } from "vitest";
import { eventually, openRoom, signUp, startTestRally } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const conversation = newId();

async function setup() {
  const person = await signUp(rally);
  const room = roomName("user", person.id);
  const [phone, laptop] = [
    await openRoom(rally, person.token, room),
    await openRoom(rally, person.token, room),
  ];
  return { person, phone, laptop };
}

test("[S12] text typed during a commit goes into the next commit, together", async () => {
  const { person, phone, laptop } = await setup();
  let frames = 0;
  laptop.doc.on("update", () => (frames += 1));
  for (let count = 0; count < 250; count += 1) {
    draftText(phone.doc, conversation).insert(count, "x");
  }
  await eventually(() =>
    expect(draftText(laptop.doc, conversation).toJSON()).toBe("x".repeat(250)),
  );
  const row = await rally
    .database<{ user_id: string; number: number }>("user_rooms")
    .where("user_id", person.id)
    .first("number");
  expect(row?.number).toBeLessThan(50);
  expect(frames).toBeLessThanOrEqual(row?.number ?? 0);
});

test("[S1] a failed commit is never visible, and the device sends its changes again", async () => {
  const { phone, laptop } = await setup();
  const seen: string[] = [];
  laptop.doc.on("update", () => seen.push(draftText(laptop.doc, conversation).toJSON()));
  await rally.database.raw(`
    create function no_drafts() returns trigger language plpgsql as
      $$ begin raise 'not now'; end $$;
    create trigger no_drafts before insert on user_room_updates
      for each row execute function no_drafts()`);
  for (const letter of "fail") draftText(phone.doc, conversation).insert(0, letter);
  await eventually(() => expect(phone.closed).toContain(4500));
  expect(seen).toEqual([]);
  await rally.database.raw("drop trigger no_drafts on user_room_updates; drop function no_drafts");
  await eventually(() => expect(draftText(laptop.doc, conversation).toJSON()).toBe("liaf"));
  expect(laptop.closed).toEqual([]);
  expect(rally.errors.splice(0).join()).toContain("failed to store drafts");
});

test("text typed just before a device disconnects is stored", async () => {
  const { person, phone, laptop } = await setup();
  draftText(phone.doc, conversation).insert(0, "and gone");
  phone.leave();
  await eventually(() => expect(draftText(laptop.doc, conversation).toJSON()).toBe("and gone"));
  expect(person.id).toBeDefined();
});
