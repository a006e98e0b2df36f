import { runCommands } from "@rally/shared/commands";
import { eventually, say, signUp, talk, type TestPerson } from "@rally/api/testing";
import { newId } from "@rally/shared/ids";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { commandAnswers } from "../answering/index.js";
import { conversationWindow, listConversations } from "../conversations/index.js";
import { discard, flush, listRefused } from "../outbox/index.js";
import { keepPeople } from "../people/index.js";
import { startPuller, type Puller } from "../pull/index.js";
import {
  reported,
  setScene,
  signInDevice,
  signUpDevice,
  type Scene,
  type TestDevice,
} from "../testing/index.js";
import { changeRelation, readCircle, relationCommands as commands, relationWith } from "./index.js";

interface Two {
  scene: Scene;
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
  const scene = await setScene();
  const ben = await signUp(scene.rally);
  const ann = await signUpDevice();
  devices.push(ann);
  await keepPeople(ann.database, [ben.user]);
  return { scene, ann, ben, puller: pullerOf(ann) };
}

function pullerOf(device: TestDevice): Puller {
  const puller = startPuller(device.database, device.session);
  onTestFinished(() => puller.stop());
  return puller;
}

const send = ({ database, session }: TestDevice) =>
  flush(database, session.call, commandAnswers, { hurry: true });

async function tell(by: TestPerson, name: string, userId: string): Promise<void> {
  await by.call(runCommands, { body: { commands: [{ id: newId(), name, input: { userId } }] } });
}

test("a request made with no network shows as sent, and is one once it left", async () => {
  const { scene, ann, ben, puller } = await annAndBen();
  scene.line.cut();
  await changeRelation(ann.database, commands.requestFriend, ben.user);
  expect(await relationWith(ann.database, ben.id)).toMatchObject({ friend: "sent", waiting: true });
  scene.line.mend();
  await send(ann);
  const sent = { friend: "sent", waiting: false };
  expect(await relationWith(ann.database, ben.id)).toMatchObject(sent);
  await tell(ben, "friend.accept", ann.userId);
  await puller.all();
  expect((await readCircle(ann.database)).friends).toMatchObject([{ person: { id: ben.id } }]);
});

test("thought better of before it left, a request tells nobody anything", async () => {
  const { ann, ben } = await annAndBen();
  await changeRelation(ann.database, commands.requestFriend, ben.user);
  await changeRelation(ann.database, commands.withdrawFriend, ben.user);
  expect(await ann.database.outbox.count()).toBe(0);
  expect(await relationWith(ann.database, ben.id)).toMatchObject({ friend: "none" });
});

test("[S5] a refused request is seen with its reason until it is discarded", async () => {
  const { ann, ben } = await annAndBen();
  await tell(ben, "user.block", ann.userId);
  await changeRelation(ann.database, commands.requestFriend, ben.user);
  await send(ann);
  const [line] = (await readCircle(ann.database)).sent;
  expect(line?.relation).toMatchObject({ friend: "none", refused: { code: "blocked" } });
  await discard(ann.database, line?.relation.refused?.id ?? "");
  expect(await readCircle(ann.database)).toMatchObject({ sent: [] });
});

test("what one device does about somebody, the other one shows; the later word holds", async () => {
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

test("a block with no network ends a friendship at once, here and then everywhere", async () => {
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

test("[S10] whom one restrains is hidden at once, and server and device count alike", async () => {
  const { ann, ben, puller } = await annAndBen();
  const id = await talk(ben, { id: ann.userId } as TestPerson);
  for (const text of ["one", "two"]) await say(ben, id, text);
  await puller.all();
  const unread = async () => (await ann.database.conversations.get(id))?.unread;
  const hidden = async () =>
    (await conversationWindow(ann.database, id, { limit: 9 })).rows.map((row) => row.hidden);
  expect(await unread()).toBe(2);
  await changeRelation(ann.database, commands.restrainUser, ben.user);
  expect([await unread(), await hidden()]).toEqual([0, [true, true]]);
  await send(ann);
  await say(ben, id, "three");
  await puller.all();
  await eventually(async () => expect(await hidden()).toEqual([true, true, true]));
  const listed = async () => (await listConversations(ann.database)).find((row) => row.id === id);
  expect(await listed()).toMatchObject({ unread: 0, counted: { unread: 0 } });
  await changeRelation(ann.database, commands.unrestrainUser, ben.user);
  await send(ann);
  await puller.all();
  expect(await listed()).toMatchObject({ unread: 3, counted: { unread: 3 } });
});
