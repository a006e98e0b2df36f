import { runCommands } from "@rally/shared/commands";
import { listConversations, listUserChanges } from "@rally/shared/conversations";
import { listFriends } from "@rally/shared/relationships";
import { readHome } from "@rally/shared/home";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { listMembers } from "@rally/shared/members";
import { findPeople, getProfile } from "@rally/shared/people";
import { listPresence, setPresence } from "@rally/shared/presence";
import { subscribeToPush } from "@rally/shared/push";
import { pokeSchema, roomName } from "@rally/shared/rooms";
import { makeVapidKeys } from "@rally/shared/server/config";
import { afterAll, describe, expect, test } from "vitest";
import {
  befriend,
  eventually,
  waitForMemberCounts,
  openRoom,
  say,
  signUp,
  startPushService,
  startTestRally,
  talk,
  type OpenRoom,
  type PushDevice,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";

const service = await startPushService();
const push = { vapid: makeVapidKeys(), hosts: [service.host], ca: service.ca };
const limits = { notificationGather: 20, pokeInterval: 100 };
const rally = await startTestRally({ shared: true, push, limits });
const beside = await startTestRally({ beside: rally, push, limits });
afterAll(async () => {
  await beside.close();
  await rally.close();
  await service.close();
});

const enter = (person: TestPerson, on: TestRally) =>
  openRoom(on, person.token, roomName("user", person.id));

async function hide(person: TestPerson): Promise<void> {
  const command = { id: newId(), name: setPresence.name, input: { appearsOffline: true } };
  const { data } = await person.call(runCommands, { body: { commands: [command] } });
  expect(data[0]).toMatchObject({ success: true });
}

/** Two friends with a conversation; the second appears offline and has a device for pushes. */
async function friends(): Promise<[TestPerson, TestPerson, string, PushDevice]> {
  const [one, hidden] = [await signUp(rally), await signUp(rally)];
  await befriend(rally, one, hidden);
  await hide(hidden);
  const device = service.device();
  await hidden.call(subscribeToPush, { body: device.subscription });
  return [one, hidden, await talk(one, hidden), device];
}

/** Waits until no notification of a user is due to be pushed. */
const settled = (who: TestPerson) =>
  eventually(async () => {
    const rows = await rally
      .database<{ user_id: string; push_due: Date | null }>("notifications")
      .where("user_id", who.id);
    expect(rows.map(({ push_due: due }) => due)).toEqual([null]);
  });

describe("a user who appears offline", () => {
  test.each([
    ["the server that pushes", rally],
    ["another server", beside],
  ])(
    "receives no push while they use a device at %s, but one once they do not",
    async (_where, at) => {
      const [one, hidden, id, device] = await friends();
      const room = await enter(hidden, at);
      await say(one, id, "you see this");
      await settled(hidden);
      expect(device.asked).toBe(0);
      room.provider.awareness.setLocalState({ away: true });
      await eventually(async () => {
        await say(one, id, "you are away");
        await settled(hidden);
        expect(device.pushed.length).toBeGreaterThan(0);
      });
    },
  );
});

/** All data about one user that another user can read. */
async function everythingSent(of: TestPerson, to: TestPerson, rooms: readonly OpenRoom[]) {
  const { id, user } = of;
  return JSON.stringify([
    ...[await to.call(listPresence, { query: { id: id } }), await to.call(readHome)],
    await to.call(getProfile, { params: { name: user.username } }),
    ...[await to.call(findPeople, { query: { id: id } }), await to.call(listFriends)],
    await to.call(findPeople, { query: { search: user.username } }),
    ...[await to.call(listConversations), await to.call(listUserChanges, { query: { since: 0 } })],
    await to.call(listMembers, { params: { id: WORLD_CONVERSATION_ID } }),
    rooms.map((room) => room.others()),
  ]);
}

test("no user learns that a user who appears offline is online, although other servers know", async () => {
  const [one, hidden, id] = await friends();
  const witness = await signUp(rally);
  const direct = roomName("conversation", id);
  const world = roomName("conversation", WORLD_CONVERSATION_ID);
  const mine = await enter(one, rally);
  const watched = [mine];
  for (const room of [direct, world]) watched.push(await openRoom(rally, one.token, room));
  const pokeOf = () => pokeSchema.parse(mine.others()[0]).poke.presence;
  await waitForMemberCounts(rally.database);
  const before = await everythingSent(hidden, one, watched);

  const theirs = await enter(hidden, beside);
  for (const name of [direct, world]) {
    const room = await openRoom(beside, hidden.token, name);
    room.provider.awareness.setLocalState({ typing: true });
  }
  theirs.provider.awareness.setLocalState({ away: true });
  theirs.provider.awareness.setLocalState({ away: false });
  // Once the visible witness appears, updates about the earlier user would have arrived too.
  await befriend(rally, one, witness);
  const other = await enter(witness, beside);
  await eventually(() => expect(pokeOf()).toEqual({ [witness.id]: "online" }));
  other.leave();
  await befriend(rally, one, witness, "none");
  await eventually(() => expect(pokeOf()).toEqual({}));

  const after = await everythingSent(hidden, one, watched);
  expect(withoutVersions(after, witness)).toEqual(withoutVersions(before, witness));
});

test("the servers report no error", () => {
  expect([...rally.errors, ...beside.errors]).toEqual([]);
});

/** The data without versions, which the witness incremented, and without the witness. */
function withoutVersions(json: string, witness: TestPerson): unknown {
  return JSON.parse(json, (key, value: unknown) => {
    if (key === "version") return undefined;
    if (!Array.isArray(value)) return value;
    return (value as unknown[]).filter((row) => !JSON.stringify(row).includes(witness.id));
  });
}
