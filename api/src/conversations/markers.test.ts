import {
  deleteMessageRoute,
  listConversations,
  listChanges,
  setMarkerRoute,
} from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally({ limits: { smallRoomMembers: 5 } });
afterAll(() => rally.close());

const mark = async (person: TestPerson, id: string, seq: number) =>
  (await person.call(setMarkerRoute, { params: { id }, body: { seq } })).data.seq;

async function listed(person: TestPerson, id: string) {
  const { data } = await person.call(listConversations);
  return data.find((conversation) => conversation.id === id);
}

async function setup() {
  const [one, two] = [await signUp(rally), await signUp(rally)];
  return { one, two, id: await talk(one, two) };
}

describe("a marker", () => {
  test("[S10] never goes back, even with concurrent requests for different places", async () => {
    const { one, two, id } = await setup();
    for (let count = 0; count < 10; count += 1) await say(two, id, "hi");
    expect(await mark(one, id, 7)).toBe(7);
    expect(await mark(one, id, 3)).toBe(7);
    expect(await mark(one, id, 0)).toBe(7);
    const seqs = await Promise.all([8, 1, 9, 2, 6].map((seq) => mark(one, id, seq)));
    expect(Math.max(...seqs)).toBe(9);
    expect(await listed(one, id)).toMatchObject({ marker: 9, unread: 1 });
  });

  test("[S10] stores no row of its command, and a repeated command returns the current marker", async () => {
    const { one, two, id } = await setup();
    for (let count = 0; count < 3; count += 1) await say(two, id, "hi");
    const again = { params: { id }, body: { seq: 2 }, headers: { "Idempotency-Key": newId() } };
    expect((await one.call(setMarkerRoute, again)).data).toEqual({ seq: 2 });
    const { version } = (await listed(one, id)) ?? {};
    expect((await one.call(setMarkerRoute, again)).data).toEqual({ seq: 2 });
    await mark(one, id, 3);
    expect((await one.call(setMarkerRoute, again)).data).toEqual({ seq: 3 });
    expect(await listed(one, id)).toMatchObject({ marker: 3, version: (version ?? 0) + 1 });
    expect(await rally.database("commands").where("name", "marker.set")).toEqual([]);
  });

  test("[S10] past the last message is set to the last message, so that later ones are unread", async () => {
    const { one, two, id } = await setup();
    await say(two, id, "hi");
    expect(await mark(one, id, Number.MAX_SAFE_INTEGER)).toBe(1);
    await say(two, id, "again");
    expect(await listed(one, id)).toMatchObject({ marker: 1, unread: 1 });
  });

  test("is a change for the other member, unless it did not move", async () => {
    const { one, two, id } = await setup();
    const { version } = await say(two, id, "hi");
    await mark(one, id, 1);
    await mark(one, id, 1);
    const { data, meta } = await two.call(listChanges, {
      params: { id },
      query: { since: version },
    });
    expect(data).toEqual([{ type: "marker", user: one.id, seq: 1, version: version + 1 }]);
    expect(meta.version).toBe(version + 1);
  });

  test("in a large room is stored for its user and is no change for others", async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => signUp(rally)));
    const [one, two] = people as [TestPerson, TestPerson];
    // New members are counted a moment later.
    await eventually(async () =>
      expect((await listed(one, WORLD_CONVERSATION_ID))?.memberCount).toBeGreaterThan(5),
    );
    const { seq, version } = await say(two, WORLD_CONVERSATION_ID, "hello, all");
    expect(await mark(one, WORLD_CONVERSATION_ID, seq)).toBe(seq);
    expect(await listed(one, WORLD_CONVERSATION_ID)).toMatchObject({
      marker: seq,
      unread: 0,
      version,
    });
  });
});

describe("unread", () => {
  test("[S10] counts exactly the messages by others after the marker that are not deleted", async () => {
    const { one, two, id } = await setup();
    const messages = [];
    for (let count = 0; count < 6; count += 1) {
      messages.push(await say(count % 3 === 2 ? one : two, id, `number ${count}`));
    }
    expect(await listed(one, id)).toMatchObject({ unread: 4 });
    expect(await listed(two, id)).toMatchObject({ unread: 2 });
    await two.call(deleteMessageRoute, { params: { id, messageId: messages[4]?.id ?? "" } });
    expect(await listed(one, id)).toMatchObject({ unread: 3 });
    await mark(one, id, 2);
    expect(await listed(one, id)).toMatchObject({ unread: 1, marker: 2, lastSeq: 6 });
    await two.call(deleteMessageRoute, { params: { id, messageId: messages[0]?.id ?? "" } });
    expect(await listed(one, id)).toMatchObject({ unread: 1 });
    await mark(one, id, 6);
    expect(await listed(one, id)).toMatchObject({ unread: 0 });
  });

  test("[S10] counts no message from before the user joined", async () => {
    const early = await signUp(rally);
    const { seq } = await say(early, WORLD_CONVERSATION_ID, "before");
    const late = await signUp(rally);
    expect(await listed(late, WORLD_CONVERSATION_ID)).toMatchObject({ joinedSeq: seq, unread: 0 });
    await say(early, WORLD_CONVERSATION_ID, "after");
    expect(await listed(late, WORLD_CONVERSATION_ID)).toMatchObject({ unread: 1 });
  });

  test("[S10] is exact for a user who joins while others write", async () => {
    const writer = await signUp(rally);
    const joining = Array.from({ length: 10 }, async () => {
      const person = await signUp(rally);
      return { person, first: await listed(person, WORLD_CONVERSATION_ID) };
    });
    for (let count = 0; count < 30; count += 1)
      await say(writer, WORLD_CONVERSATION_ID, "on and on");
    for (const { person, first } of await Promise.all(joining)) {
      const now = await listed(person, WORLD_CONVERSATION_ID);
      expect(now?.unread).toBe((now?.lastSeq ?? 0) - (first?.joinedSeq ?? 0));
    }
  });
});
