import { runCommands } from "@rally/shared/commands";
import { eventually, say, signUp, talk, type TestPerson } from "@rally/api/testing";
import { newId } from "@rally/shared/ids";
import { Dexie } from "dexie";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { resultHandlers } from "../command-results.js";
import { conversationWindow, readConversations } from "../conversations/index.js";
import { discard, flush, listRefused } from "../outbox/index.js";
import { keepPeople } from "../people/index.js";
import { startPuller, type Puller } from "../pull/index.js";
import {
  reported,
  setUp,
  signInDevice,
  signUpDevice,
  type TestSetup,
  type TestDevice,
} from "../testing/index.js";
import {
  changeRelation,
  ignoredPeople,
  readRelationships,
  relationCommands as commands,
  relationWith,
} from "./index.js";

interface Two {
  setup: TestSetup;
  ann: TestDevice;
  ben: TestPerson;
  puller: Puller;
}

/** The devices of the test that runs. */
const devices: TestDevice[] = [];

afterEach(async () => {
  for (const { database } of devices.splice(0)) expect(await listRefused(database)).toEqual([]);
  expect(reported).toEqual([]);
});

async function annAndBen(): Promise<Two> {
  const setup = await setUp();
  const ben = await signUp(setup.rally);
  const ann = await signUpDevice();
  devices.push(ann);
  await keepPeople(ann.database, [ben.user]);
  return { setup, ann, ben, puller: pullerOf(ann) };
}

function pullerOf(device: TestDevice): Puller {
  const puller = startPuller(device.database, device.session);
  onTestFinished(() => puller.stop());
  return puller;
}

const send = ({ database, session }: TestDevice) =>
  flush(database, session.call, resultHandlers, { hurry: true });

async function tell(by: TestPerson, name: string, userId: string): Promise<void> {
  await by.call(runCommands, { body: { commands: [{ id: newId(), name, input: { userId } }] } });
}

test("shows a friend request made offline as sent, and sends it when online", async () => {
  const { setup, ann, ben, puller } = await annAndBen();
  setup.proxy.cut();
  await changeRelation(ann.database, commands.requestFriend, ben.user);
  expect(await relationWith(ann.database, ben.id)).toMatchObject({ friend: "sent", waiting: true });
  setup.proxy.repair();
  await send(ann);
  const sent = { friend: "sent", waiting: false };
  expect(await relationWith(ann.database, ben.id)).toMatchObject(sent);
  await tell(ben, "friend.accept", ann.userId);
  await puller.all();
  expect((await readRelationships(ann.database)).friends).toMatchObject([
    { person: { id: ben.id } },
  ]);
});

test("sends nothing for a friend request that is withdrawn before it was sent", async () => {
  const { ann, ben } = await annAndBen();
  await changeRelation(ann.database, commands.requestFriend, ben.user);
  await changeRelation(ann.database, commands.withdrawFriend, ben.user);
  expect(await ann.database.outbox.count()).toBe(0);
  expect(await relationWith(ann.database, ben.id)).toMatchObject({ friend: "none" });
});

test("[S5] a refused request is shown with its reason until it is discarded", async () => {
  const { ann, ben } = await annAndBen();
  await tell(ben, "user.block", ann.userId);
  await changeRelation(ann.database, commands.requestFriend, ben.user);
  await send(ann);
  const [line] = (await readRelationships(ann.database)).sent;
  expect(line?.relation).toMatchObject({ friend: "none", refused: { code: "blocked" } });
  await discard(ann.database, line?.relation.refused?.id ?? "");
  expect(await readRelationships(ann.database)).toMatchObject({ sent: [] });
});

test("syncs relationship changes between devices; the later change is kept", async () => {
  const { ann, ben, puller } = await annAndBen();
  const phone = await signInDevice(ann);
  devices.push(phone);
  await keepPeople(phone.database, [ben.user]);
  const phonePuller = pullerOf(phone);
  await changeRelation(ann.database, commands.blockUser, ben.user);
  await send(ann);
  await phonePuller.all();
  expect(await relationWith(phone.database, ben.id)).toMatchObject({ blocked: true });
  await changeRelation(phone.database, commands.unblockUser, ben.user);
  await changeRelation(phone.database, commands.requestFriend, ben.user);
  await send(phone);
  await puller.all();
  for (const { database } of [ann, phone]) {
    expect(await relationWith(database, ben.id)).toMatchObject({ blocked: false, friend: "sent" });
  }
});

test("a block made offline ends a friendship at once, here and then on all devices", async () => {
  const { ann, ben, puller } = await annAndBen();
  await tell(ben, "friend.request", ann.userId);
  await puller.all();
  await changeRelation(ann.database, commands.acceptFriend, ben.user);
  await send(ann);
  await changeRelation(ann.database, commands.blockUser, ben.user);
  const apart = { blocked: true, friend: "none" };
  expect(await relationWith(ann.database, ben.id)).toMatchObject(apart);
  await send(ann);
  await puller.all();
  expect(await relationWith(ann.database, ben.id)).toMatchObject({ ...apart, waiting: false });
});

test("[S10] hides an ignored user at once, and server and device count the same messages as unread", async () => {
  const { ann, ben, puller } = await annAndBen();
  const id = await talk(ben, { id: ann.userId } as TestPerson);
  for (const text of ["one", "two"]) await say(ben, id, text);
  await puller.all();
  const unread = async () => (await ann.database.conversations.get(id))?.unread;
  const hidden = async () =>
    (await conversationWindow(ann.database, id, { limit: 9 })).rows.map((row) => row.hidden);
  expect(await unread()).toBe(2);
  await changeRelation(ann.database, commands.ignoreUser, ben.user);
  expect([await unread(), await hidden()]).toEqual([0, [true, true]]);
  await send(ann);
  await say(ben, id, "three");
  await puller.all();
  await eventually(async () => expect(await hidden()).toEqual([true, true, true]));
  const listed = async () => (await readConversations(ann.database)).find((row) => row.id === id);
  expect(await listed()).toMatchObject({ unread: 0, counted: { unread: 0 } });
  await changeRelation(ann.database, commands.unignoreUser, ben.user);
  await send(ann);
  await puller.all();
  expect(await listed()).toMatchObject({ unread: 3, counted: { unread: 3 } });
});

test("[S8] sends a command that the outbox stored under its former name, and keeps the ignored users", async () => {
  const { ann, ben, puller } = await annAndBen();
  const { name } = ann.database;
  const third = newId();
  ann.database.close();
  await Dexie.delete(name);
  const former = new Dexie(name);
  former.version(2).stores({
    outbox: "++order, &id, state, [conversation+state]",
    restraints: "userId",
    meta: "key",
  });
  await former.table("restraints").bulkAdd([{ userId: third, restrained: true, version: 0 }]);
  await former.table("outbox").add({
    ...{ id: newId(), name: "user.restrain", input: { userId: ben.id }, conversation: "" },
    ...{ state: "pending", createdAt: 1, attempted: false, failures: 0 },
  });
  former.close();

  await ann.database.open();
  expect(await ignoredPeople(ann.database)).toEqual(new Set([third]));
  expect(await relationWith(ann.database, ben.id)).toMatchObject({ ignored: true, waiting: true });
  await send(ann);
  await puller.all();
  expect(await ignoredPeople(ann.database)).toEqual(new Set([third, ben.id]));
  expect(await relationWith(ann.database, ben.id)).toMatchObject({ ignored: true, waiting: false });
  const other = await signInDevice(ann);
  await pullerOf(other).all();
  expect(await ignoredPeople(other.database)).toEqual(new Set([ben.id]));
});
