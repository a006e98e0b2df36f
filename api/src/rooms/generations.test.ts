import { newId } from "@rally/shared/ids";
import { draftText, roomName, settingsMap } from "@rally/shared/rooms";
import * as Y from "yjs";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  openRoom,
  openSocket,
  signUp,
  startTestRally,
  type OpenRoom,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";

const options = { limits: { generationClients: 4 } };
const rally = await startTestRally({ ...options, shared: true });
const beside = await startTestRally({ ...options, beside: rally });
afterAll(async () => {
  await beside.close();
  await rally.close();
});

const conversation = newId();
const draft = (doc: Y.Doc) => draftText(doc, conversation);
const enter = (person: TestPerson, doc = new Y.Doc(), on: TestRally = rally) =>
  openRoom(on, person.token, roomName("user", person.id), { doc });
const says = (room: OpenRoom, text: string) =>
  eventually(() => expect(draft(room.doc).toJSON()).toBe(text));
const generationOf = async ({ id }: TestPerson): Promise<number> => {
  const row = await rally
    .database<{ generation: number; user_id: string }>("user_rooms")
    .where("user_id", id)
    .first("generation");
  return row?.generation ?? 0;
};
const clientsOf = ({ doc }: OpenRoom) => [...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()];

/** Writes each of `letters` in a page load of its own, which then ends. */
async function pageLoads(person: TestPerson, letters: string): Promise<void> {
  const watching = await openSocket(rally, `/sync/${roomName("user", person.id)}`, {
    token: person.token,
  });
  for (const letter of letters) {
    const page = await enter(person);
    draft(page.doc).insert(draft(page.doc).length, letter);
    // Waits until it is stored, so that the next page load reads it.
    await eventually(async () => {
      const look = await enter(person);
      const text = draft(look.doc).toJSON();
      look.leave();
      if (!text.includes(letter)) throw new Error(`${letter} is not stored`);
    });
    page.leave();
  }
  watching.close();
}

/**
 * The replica of a device in the first generation, and a room that has since started the second.
 */
async function setup(): Promise<{ person: TestPerson; old: Y.Doc }> {
  const person = await signUp(rally);
  const device = await enter(person);
  draft(device.doc).insert(0, "old");
  settingsMap(device.doc).set("theme", "dark");
  const other = await enter(person);
  await says(other, "old");
  const old = new Y.Doc();
  Y.applyUpdate(old, Y.encodeStateAsUpdate(other.doc));
  device.leave();
  other.leave();
  await pageLoads(person, "1234");
  await eventually(async () => expect(await generationOf(person)).toBe(1));
  return { person, old };
}

describe("a user's room with more history than allowed", () => {
  test("[S12] starts a new generation: drafts and settings are kept, and their history is gone", async () => {
    const { person } = await setup();
    const fresh = await enter(person);
    expect(fresh.closed).toEqual([]);
    await says(fresh, "old1234");
    expect(settingsMap(fresh.doc).toJSON()).toEqual({ theme: "dark" });
    expect(clientsOf(fresh)).toHaveLength(1);
    expect(rally.errors).toEqual([]);
  });

  test("[S9] closes its devices with 4409 on each process, and each can reconnect with a new document", async () => {
    const { person } = await setup();
    const [here, there] = [await enter(person), await enter(person, new Y.Doc(), beside)];
    await pageLoads(person, "abc");
    draft(here.doc).insert(0, ">");
    await eventually(async () => expect(await generationOf(person)).toBe(2));
    await eventually(() => expect([here.closed, there.closed]).toEqual([[4409], [4409]]));
    const again = [await enter(person), await enter(person, new Y.Doc(), beside)] as const;
    for (const room of again) await says(room, ">old1234abc");
    draft(again[0].doc).insert(0, "a");
    draft(again[1].doc).insert(0, "b");
    await eventually(() => expect(draft(again[0].doc).toJSON()).toMatch(/^(ab|ba)>old1234abc$/));
    await says(again[1], draft(again[0].doc).toJSON());
    expect(beside.errors).toEqual([]);
  });

  test("[S9] recognises a replica of an older generation with a month of offline edits, and accepts none of them", async () => {
    const { person, old } = await setup();
    draft(old).insert(3, ", and a month's words");
    const late = await enter(person, old);
    await eventually(() => expect(late.closed).toEqual([4409]));
    const fresh = await enter(person);
    await says(fresh, "old1234");
    // A client then applies its text as an edit of the current text.
    draft(fresh.doc).insert(3, ", and a month's words");
    await says(await enter(person), "old, and a month's words1234");
  });

  test("[S9] also recognises a replica that sends no step 1 before it writes", async () => {
    const { person, old } = await setup();
    const second = await enter(person);
    draft(second.doc).insert(0, "second ");
    await pageLoads(person, "xyz");
    await eventually(async () => expect(await generationOf(person)).toBe(2));
    for (const doc of [old, second.doc]) {
      const socket = await openSocket(rally, `/sync/${roomName("user", person.id)}`, {
        token: person.token,
      });
      draft(doc).insert(0, "!");
      socket.sendParts(0, 0, Y.encodeStateVector(doc));
      socket.sendParts(0, 2, Y.encodeStateAsUpdate(doc));
      expect(await socket.closed()).toBe(4409);
    }
    await says(await enter(person), "second old1234xyz");
  });

  test("[S9] merges offline edits within one generation", async () => {
    const { person } = await setup();
    const [phone, laptop] = [await enter(person), await enter(person)];
    for (const { provider } of [phone, laptop]) provider.disconnect();
    draft(phone.doc).insert(0, "phone ");
    draft(laptop.doc).insert(7, " laptop");
    for (const { provider } of [phone, laptop]) provider.connect();
    await says(phone, "phone old1234 laptop");
    await says(laptop, "phone old1234 laptop");
    expect([phone.closed, laptop.closed]).toEqual([[], []]);
  });

  test("[S9] closes a device that typed before its first sync, and keeps its own text", async () => {
    const { person } = await setup();
    const never = new Y.Doc();
    draft(never).insert(0, "begun on the train");
    expect((await enter(person, never)).closed).toEqual([4409]);
    await says(await enter(person), "old1234");
  });

  test("[S9] keeps the old generation while the new one cannot be stored, and loses no letter", async () => {
    const person = await signUp(rally);
    await rally.database.raw(`
      create function no_generation() returns trigger language plpgsql as
        $$ begin if new.generation > 0 and new.user_id = '${person.id}' then raise 'not now'; end if; return new; end $$;
      create trigger no_generation before update on user_rooms
        for each row execute function no_generation()`);
    await pageLoads(person, "123456");
    expect(await generationOf(person)).toBe(0);
    expect(rally.errors.splice(0).join()).toContain("not now");
    await rally.database.raw(
      "drop trigger no_generation on user_rooms; drop function no_generation",
    );
    await pageLoads(person, "7");
    await eventually(async () => expect(await generationOf(person)).toBe(1));
    const text = draft((await enter(person)).doc).toJSON();
    expect([...text].sort().join("")).toBe("1234567");
  });

  test("[S12] that is empty starts a new generation too", async () => {
    const person = await signUp(rally);
    for (let load = 0; load < 7; load += 1) {
      const page = await enter(person);
      page.doc.transact(() => {
        draft(page.doc).insert(0, "x");
        draft(page.doc).delete(0, 1);
      });
      await eventually(async () => {
        const row = await rally
          .database<{ user_id: string; number: number }>("user_rooms")
          .where("user_id", person.id)
          .first("number");
        expect(row?.number ?? 0).toBeGreaterThan(load);
      });
      page.leave();
    }
    await eventually(async () => expect(await generationOf(person)).toBeGreaterThan(0));
    const fresh = await enter(person);
    expect(draft(fresh.doc).toJSON()).toBe("");
    expect(settingsMap(fresh.doc).size).toBe(0);
    const again = await enter(person, fresh.doc);
    expect(again.closed).toEqual([]);
  });
});
