import { listMessages, listConversations, textOf } from "@rally/shared/conversations";
import { draftText, pokeSchema, roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import * as Y from "yjs";
import {
  backUp,
  eventually,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type OpenRoom,
  type TestPerson,
} from "../testing/index.js";

const left = await startTestRally({ shared: true, limits: { pokeInterval: 50 } });
const right = await startTestRally({ beside: left, limits: { pokeInterval: 50 } });
afterAll(async () => {
  await right.close();
  await left.close();
});

const lineageOf = async (person: TestPerson, on = left) =>
  (await person.call(listConversations, {}, on)).meta.lineage;
const epochIn = ({ doc }: OpenRoom) => [...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()];

describe("after a backup was restored under two running servers", async () => {
  const [one, two] = [await signUp(left), await signUp(left)];
  const id = await talk(one, two);
  const room = roomName("conversation", id);
  await say(one, id, "before the backup");
  const restore = await backUp(left);
  for (let count = 0; count < 120; count += 1) await say(two, id, `lost ${count}`);
  const followers = [await openRoom(left, one.token, room), await openRoom(right, two.token, room)];
  const user = roomName("user", one.id);
  const phone = await openRoom(left, one.token, user);
  const laptop = await openRoom(right, one.token, user);
  draftText(phone.doc, id).insert(0, "a draft");
  await eventually(() => expect(draftText(laptop.doc, id).toJSON()).toBe("a draft"));
  const lineage = await lineageOf(one);
  const asked = [epochIn(followers[0] as OpenRoom), epochIn(followers[1] as OpenRoom)];
  await restore();

  test("both report it within two seconds, without a restart", async () => {
    for (const rally of [left, right]) {
      await eventually(async () => expect(await lineageOf(one, rally)).not.toBe(lineage), 2_000);
    }
    expect(await lineageOf(one, left)).toBe(await lineageOf(one, right));
  });

  test("[S3] each follower of a room is closed with 4409, and a fresh document follows the one history", async () => {
    for (const { closed } of followers) await eventually(() => expect(closed).toEqual([4409]));
    const fresh = [await openRoom(left, one.token, room), await openRoom(right, two.token, room)];
    expect(await say(two, id, "after", { on: right })).toMatchObject({ seq: 2, version: 2 });
    expect(await say(one, id, "and on", { on: left })).toMatchObject({ seq: 3, version: 3 });
    for (const follower of fresh) {
      await eventually(() => expect(follower.texts()).toEqual(["after", "and on"]));
      expect(epochIn(follower)).toHaveLength(1);
      expect(asked).not.toContainEqual(epochIn(follower));
      expect(follower.closed).toEqual([]);
    }
    const { data } = await two.call(listMessages, { params: { id } });
    expect(data.map(({ content }) => textOf(content))).toEqual([
      "and on",
      "after",
      "before the backup",
    ]);
  });

  test("[S9] drafts written since the backup are restored from the devices by themselves", async () => {
    await eventually(() => {
      for (const { provider } of [phone, laptop]) expect(provider.synced).toBe(true);
    });
    for (const { closed } of [phone, laptop]) expect(closed).toEqual([4503]);
    draftText(laptop.doc, id).insert(7, ", and more");
    await eventually(() => expect(draftText(phone.doc, id).toJSON()).toBe("a draft, and more"));
    const other = await openRoom(right, one.token, user);
    expect(draftText(other.doc, id).toJSON()).toBe("a draft, and more");
    const now = await lineageOf(one);
    await eventually(() => expect(pokeSchema.parse(phone.others()[0]).poke.lineage).toBe(now));
  });
});
