import { runCommands } from "@rally/shared/commands";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { eventually, say, signUp, type TestPerson } from "@rally/api/testing";
import { expect, onTestFinished, test } from "vitest";
import { conversationResults, markRead } from "../conversations/index.js";
import { flush } from "../outbox/index.js";
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
  chooseDisturb,
  chooseLevel,
  currentDisturb,
  levelOf,
  listHeld,
  readAll,
  readSome,
  unreadMentions,
  unreadNotifications,
} from "./index.js";
import { excerptOf } from "./notification-text.js";

interface Two {
  setup: TestSetup;
  ben: TestPerson;
  first: TestDevice;
  second: TestDevice;
  pull: (device: TestDevice) => Promise<void>;
  /** The conversation of both. */
  id: string;
}

/** Two devices of one user, and another user who writes to them. */
async function twoDevices(): Promise<Two> {
  const setup = await setUp({ limits: { notificationGather: 10 } });
  const ben = await signUp(setup.rally);
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
  return { setup, ben, first, second, pull, id: data.id };
}

const send = ({ database, session }: TestDevice) =>
  flush(database, session.call, conversationResults, { hurry: true });

/** Pulls until the device has so many unread. */
const hasUnread = ({ pull }: Two, device: TestDevice, count: number) =>
  eventually(async () => {
    await pull(device);
    expect(await unreadNotifications(device.database)).toBe(count);
  });

test("notifications read offline on one device are read on the other when it is back online", async () => {
  const two = await twoDevices();
  const { ben, first, second, setup, id } = two;
  await say(ben, id, `@${first.username} hello`);
  for (const device of [first, second]) await hasUnread(two, device, 1);
  const { rows } = await listHeld(first.database, 10);
  expect(rows).toMatchObject([{ kind: "mention", conversation: { id } }]);
  expect(rows.map(excerptOf)).toEqual([`@${first.username} hello`]);

  setup.proxy.cut();
  await readSome(first.database, rows);
  expect(await unreadNotifications(first.database)).toBe(0);
  expect((await send(first)).outcome).toBe("later");
  setup.proxy.repair();
  expect((await send(first)).outcome).toBe("empty");
  await hasUnread(two, second, 0);
});

test("marks all known notifications as read at once, and keeps newer ones unread", async () => {
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
  expect(rows.map((row) => [row.unread, excerptOf(row)])).toEqual([
    [1, `@${first.username} two`],
    [0, `@${first.username} one`],
  ]);
});

test("reading a conversation reads its notifications, here at once and then on other devices", async () => {
  const two = await twoDevices();
  const { ben, first, second, id } = two;
  const { seq } = await say(ben, id, `@${first.username} hello`);
  for (const device of [first, second]) await hasUnread(two, device, 1);
  await markRead(first.database, id, seq);
  expect(await unreadNotifications(first.database)).toBe(0);
  await send(first);
  await hasUnread(two, second, 0);
});

test("lists and counts neither messages, which are in Chats, nor friend requests, which are in People", async () => {
  const two = await twoDevices();
  const { ben, first, id, pull } = two;
  await say(ben, id, "hello");
  const input = { userId: first.userId };
  const commands = [{ id: newId(), name: "friend.request", input }];
  await ben.call(runCommands, { body: { commands } });
  const kinds = async (): Promise<string[]> => {
    await pull(first);
    const rows = await first.database.notifications.orderBy("at").toArray();
    return rows.map(({ kind }) => kind);
  };
  await eventually(async () => {
    expect((await kinds()).toSorted()).toEqual(["friend_request", "message"]);
  });
  expect(await listHeld(first.database, 10)).toEqual({ rows: [], total: 0, unread: 0 });
  expect(await unreadNotifications(first.database)).toBe(0);

  await say(ben, id, `@${first.username} come`);
  await hasUnread(two, first, 1);
  expect(await unreadMentions(first.database)).toBe(1);
  const { rows, total } = await listHeld(first.database, 10);
  expect([rows.map(({ kind }) => kind), total]).toEqual([["mention"], 1]);
});

test("syncs notification levels and quiet hours between devices", async () => {
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

test("deletes message texts of a group's notifications when the user is removed from the group", async () => {
  const two = await twoDevices();
  const { ben, first } = two;
  const { data } = await ben.call(createConversationRoute, {
    body: { kind: "group", name: "club", members: [first.userId] },
  });
  await say(ben, data.id, `@${first.username} a secret`);
  await hasUnread(two, first, 2);
  const input = { conversationId: data.id, userId: first.userId };
  const commands = [{ id: newId(), name: "member.remove", input }];
  await ben.call(runCommands, { body: { commands } });
  await eventually(async () => {
    await two.pull(first);
    const { rows } = await listHeld(first.database, 10);
    expect(rows.find(({ data }) => data.action === "removed")).toBeDefined();
    expect(JSON.stringify(rows)).not.toContain("a secret");
  });
  expect(reported).toEqual([]);
});
