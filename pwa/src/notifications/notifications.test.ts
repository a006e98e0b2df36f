import { runCommands } from "@rally/shared/commands";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { eventually, say, signUp, type TestPerson } from "@rally/api/testing";
import { expect, onTestFinished, test } from "vitest";
import { conversationAnswers, markRead } from "../conversations/index.js";
import { flush } from "../outbox/index.js";
import { startPuller, type Puller } from "../pull/index.js";
import {
  reported,
  setScene,
  signInDevice,
  signUpDevice,
  type Scene,
  type TestDevice,
} from "../testing/index.js";
import {
  chooseDisturb,
  chooseLevel,
  currentDisturb,
  levelOf,
  listHeld,
  readAll,
  readSome,
  unreadNotifications,
} from "./index.js";

interface Two {
  scene: Scene;
  ben: TestPerson;
  first: TestDevice;
  second: TestDevice;
  pull: (device: TestDevice) => Promise<void>;
  /** The conversation of both. */
  id: string;
}

/** Two devices of one person, and somebody who writes to them. */
async function twoDevices(): Promise<Two> {
  const scene = await setScene({ limits: { notificationGather: 10 } });
  const ben = await signUp(scene.rally);
  const first = await signUpDevice();
  const second = await signInDevice(first);
  const pullers = new Map<TestDevice, Puller>();
  for (const device of [first, second]) {
    const puller = startPuller(device.database, device.session);
    onTestFinished(() => puller.stop());
    pullers.set(device, puller);
  }
  const body = { kind: "direct" as const, userId: first.userId };
  const { data } = await ben.call(createConversationRoute, { body });
  const pull = async (device: TestDevice): Promise<void> => pullers.get(device)?.all();
  return { scene, ben, first, second, pull, id: data.id };
}

const send = ({ database, session }: TestDevice) =>
  flush(database, session.call, conversationAnswers, { hurry: true });

/** Pulls until the device has so many unread. */
const hasUnread = ({ pull }: Two, device: TestDevice, count: number) =>
  eventually(async () => {
    await pull(device);
    expect(await unreadNotifications(device.database)).toBe(count);
  });

test("what is read with no network on one device is read on the other, once it is back", async () => {
  const two = await twoDevices();
  const { ben, first, second, scene, id } = two;
  await say(ben, id, "hello");
  for (const device of [first, second]) await hasUnread(two, device, 1);
  const { rows } = await listHeld(first.database, 10);
  expect(rows).toMatchObject([{ kind: "message", excerpt: "hello", conversation: { id } }]);

  scene.line.cut();
  await readSome(first.database, rows);
  expect(await unreadNotifications(first.database)).toBe(0);
  expect((await send(first)).outcome).toBe("later");
  scene.line.mend();
  expect((await send(first)).outcome).toBe("empty");
  await hasUnread(two, second, 0);
});

test("all that one has seen is read at once, and what came meanwhile is not", async () => {
  const two = await twoDevices();
  const { ben, first, second, id } = two;
  await say(ben, id, `@${first.username} one`);
  await hasUnread(two, first, 1);
  await say(ben, id, `@${first.username} two`);
  await hasUnread(two, second, 2);
  await readAll(first.database);
  await send(first);
  await hasUnread(two, second, 1);
  const { rows } = await listHeld(second.database, 10);
  expect(rows.map(({ unread, excerpt }) => [unread, excerpt])).toEqual([
    [1, `@${first.username} two`],
    [0, `@${first.username} one`],
  ]);
});

test("reading a conversation reads what it notified of, here at once and there soon", async () => {
  const two = await twoDevices();
  const { ben, first, second, id } = two;
  const { seq } = await say(ben, id, "hello");
  for (const device of [first, second]) await hasUnread(two, device, 1);
  await markRead(first.database, id, seq);
  expect(await unreadNotifications(first.database)).toBe(0);
  await send(first);
  await hasUnread(two, second, 0);
});

test("levels and quiet hours chosen on one device are those of the other", async () => {
  const two = await twoDevices();
  const { first, second, pull, id } = two;
  for (const device of [first, second]) await pull(device);
  const disturb = {
    hours: { timeZone: "Europe/Paris", from: 1320, to: 420, days: [1, 2] },
    until: null,
  };
  await chooseLevel(first.database, id, "none");
  await chooseDisturb(first.database, disturb);
  await send(first);
  await eventually(async () => {
    await pull(second);
    const conversation = await second.database.conversations.get(id);
    expect(conversation && levelOf(conversation)).toBe("none");
    expect(await currentDisturb(second.database)).toEqual(disturb);
  });
});

test("who was put out of a group keeps nothing of what was said there", async () => {
  const two = await twoDevices();
  const { ben, first } = two;
  const { data } = await ben.call(createConversationRoute, {
    body: { kind: "group", name: "club", members: [first.userId] },
  });
  await say(ben, data.id, "a secret");
  await hasUnread(two, first, 2);
  const input = { conversationId: data.id, userId: first.userId };
  const commands = [{ id: newId(), name: "member.remove", input }];
  await ben.call(runCommands, { body: { commands } });
  await eventually(async () => {
    await two.pull(first);
    const { rows } = await listHeld(first.database, 10);
    expect(rows.find(({ data: told }) => told.action === "removed")).toBeDefined();
    expect(JSON.stringify(rows)).not.toContain("a secret");
  });
  expect(reported).toEqual([]);
});
