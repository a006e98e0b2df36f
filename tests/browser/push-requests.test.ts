import type { Page, Worker } from "@playwright/test";
import { patience } from "@rally/shared/server/testing";
import { signIn } from "./steps/accounts.js";
import { expectOpen } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember, newMember, type Member } from "./steps/member.js";
import {
  bringBackNetwork,
  closeApp,
  comes,
  deliver,
  press,
  showAgain,
  showNext,
  shownIn,
  signUpPushed,
  usePushes,
} from "./steps/pushes.js";

const { rally, service } = await usePushes();

/** Somebody whose app is closed, and whom somebody else asks to be friends: their device shows it. */
async function asked(page: Page, [name, by]: [string, string]) {
  const { device, userId } = await signUpPushed(page, name, service);
  const asker = await newMember(rally, by);
  const blank = await closeApp(page);
  await does(asker, "friend.request", { userId });
  return { device, userId, asker, blank, ...(await showNext(blank, device)) };
}

async function does(member: Member, command: string, input: unknown): Promise<void> {
  const answer = await member.run(command, input);
  if (!answer.success) throw new Error(JSON.stringify(answer));
}

/** What the worker asked the browser to call it for, once there is a network. */
const awaitedBy = (worker: Worker) =>
  worker.evaluate(() => {
    const { registration } = self as unknown as {
      registration: { sync: { getTags(): Promise<string[]> } };
    };
    return registration.sync.getTags();
  });

/** How many pages the worker knows of: one that has just closed is among them for a moment. */
const pagesOf = (worker: Worker) =>
  worker.evaluate(async () => {
    const { clients } = self as unknown as {
      clients: { matchAll(options: object): Promise<unknown[]> };
    };
    return (await clients.matchAll({ type: "window", includeUncontrolled: true })).length;
  });

/** Notes what the worker asks the browser to show, which it grants to a person's own click alone. */
async function watchPlaces(worker: Worker): Promise<() => Promise<string[]>> {
  await worker.evaluate(() => {
    const opened: string[] = [];
    const scope = self as unknown as {
      opened: string[];
      clients: { openWindow: (path: string) => Promise<null> };
      WindowClient: { prototype: { url: string; focus: () => Promise<unknown> } };
    };
    scope.opened = opened;
    scope.clients.openWindow = (path) => {
      opened.push(`opened ${path}`);
      return Promise.resolve(null);
    };
    scope.WindowClient.prototype.focus = function focus() {
      opened.push("focused");
      return Promise.resolve(this);
    };
  });
  return () => worker.evaluate(() => (self as unknown as { opened: string[] }).opened);
}

test("a friend request is accepted from its notification with no page open, and both are friends", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  const { asker, blank, worker, message } = await asked(page, ["ada", "ben"]);
  expect(message.actions.map(({ action }) => action)).toEqual(["accept", "decline"]);
  await press(worker, message.id, { action: "accept" });
  await expect.poll(() => asker.friends()).toEqual(["ada"]);
  expect(await (await asMember(rally, "ada")).friends()).toEqual(["ben"]);
  expect(await shownIn(worker)).toEqual([]);

  await blank.goto("/people");
  await expect(
    blank.getByRole("main").getByRole("link", { name: "ben", exact: true }),
  ).toBeVisible();
  await blank.goto("/notifications");
  await expect(blank.getByText("You have seen everything.")).toBeVisible();
});

test("declined from its notification it is gone, and nobody is a friend", async ({ newDevice }) => {
  const page = await newDevice(rally);
  const { asker, worker, message } = await asked(page, ["cleo", "dan"]);
  await press(worker, message.id, { action: "decline" });
  const cleo = await asMember(rally, "cleo");
  await expect.poll(() => cleo.friends("received")).toEqual([]);
  expect([await cleo.friends(), await asker.friends()]).toEqual([[], []]);
});

test("a tap opens the requests: in a new window, or in the one that is there", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  const { asker, blank, worker, message } = await asked(page, ["eve", "fay"]);
  // The worker takes any page of Rally's for a window of the app.
  await blank.goto("about:blank");
  await expect.poll(() => pagesOf(worker)).toBe(0);
  const places = await watchPlaces(worker);
  await press(worker, message.id, { action: "" });
  expect(await places()).toEqual(["opened /people/requests"]);

  await blank.goto("/settings");
  await expectOpen(blank, "Settings");
  await showAgain(blank, worker, message);
  await press(worker, message.id, { action: "" });
  expect(await places()).toEqual(["opened /people/requests", "focused"]);
  await expect(blank).toHaveURL(/\/people\/requests$/);
  await expect(blank.getByRole("button", { name: `Accept: ${asker.name}` })).toBeVisible();
});

test("what is read on another device is taken off the screen here", async ({ newDevice }) => {
  const page = await newDevice(rally);
  const scene = await asked(page, ["gus", "hal"]);
  const { device, asker, userId, blank, worker, message: request } = scene;
  const gus = await asMember(rally, "gus");

  await test.step("with no page, by the next push", async () => {
    await does(gus, "notification.read", { ids: [request.id], upTo: request.version });
    const made = await asker.run("conversation.create", { kind: "direct", userId });
    if (!made.success) throw new Error(JSON.stringify(made));
    await asker.say((made.data as { id: string }).id, "a word");
    const next = await comes(device, 2);
    await deliver(blank, next);
    await expect.poll(() => shownIn(worker)).toMatchObject([{ tag: next.id }]);
  });

  await test.step("with a page, at once", async () => {
    await blank.goto("/notifications");
    await expect(blank.getByText("hal wrote to you")).toBeVisible();
    expect(await shownIn(worker)).toHaveLength(1);
    const other = await newDevice(rally);
    await signIn(other, "gus");
    await other.goto("/notifications");
    await other.getByRole("button", { name: "Mark all as read" }).click();
    await expect.poll(() => shownIn(worker), { timeout: 10_000 * patience }).toEqual([]);
  });
});

test("accepted with no network it is accepted once there is one", async ({ newDevice }) => {
  const page = await newDevice(rally);
  const { blank, worker, message } = await asked(page, ["ian", "joy"]);
  await rally.stop();
  await press(worker, message.id, { action: "accept" });
  expect(await shownIn(worker)).toEqual([]);
  await expect.poll(() => awaitedBy(worker)).toEqual(["rally.outbox"]);
  await rally.startAgain();
  const joy = await asMember(rally, "joy");
  expect(await joy.friends()).toEqual([]);
  await bringBackNetwork(blank);
  await expect.poll(() => joy.friends()).toEqual(["ian"]);
  expect(await (await asMember(rally, "ian")).friends()).toEqual(["joy"]);
});
