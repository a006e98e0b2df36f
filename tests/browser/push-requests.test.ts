import type { Page, Worker } from "@playwright/test";
import { timeoutFactor } from "@rally/shared/server/testing";
import { signIn } from "./steps/accounts.js";
import { expectOpen, inList, openConversation } from "./steps/conversation.js";
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

/** A user whose app is closed and whose device shows a friend request from another user. */
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

/** The background syncs that the worker has registered for when there is a network. */
const awaitedBy = (worker: Worker) =>
  worker.evaluate(() => {
    const { registration } = self as unknown as {
      registration: { sync: { getTags(): Promise<string[]> } };
    };
    return registration.sync.getTags();
  });

/** The number of pages the worker knows of; one that has just closed still counts for a moment. */
const pagesOf = (worker: Worker) =>
  worker.evaluate(async () => {
    const { clients } = self as unknown as {
      clients: { matchAll(options: object): Promise<unknown[]> };
    };
    return (await clients.matchAll({ type: "window", includeUncontrolled: true })).length;
  });

/**
 * Records the windows the worker opens or focuses, which browsers allow only after a real click.
 */
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
  await expect(blank.locator("rally-navigation .count")).toHaveCount(0);
});

test("a request declined from its notification is removed, and the users are not friends", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  const { asker, worker, message } = await asked(page, ["cleo", "dan"]);
  await press(worker, message.id, { action: "decline" });
  const cleo = await asMember(rally, "cleo");
  await expect.poll(() => cleo.friends("received")).toEqual([]);
  expect([await cleo.friends(), await asker.friends()]).toEqual([[], []]);
});

test("a click opens the requests, in a new window or in the existing one", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  const { asker, blank, worker, message } = await asked(page, ["eve", "fay"]);
  // The worker takes any page of Rally's origin for a window of the app.
  await blank.goto("about:blank");
  await expect.poll(() => pagesOf(worker)).toBe(0);
  const places = await watchPlaces(worker);
  await press(worker, message.id, { action: "" });
  expect(await places()).toEqual(["opened /people/requests"]);

  await blank.goto("/settings");
  await expectOpen(blank, "Profile");
  await showAgain(blank, worker, message);
  await press(worker, message.id, { action: "" });
  expect(await places()).toEqual(["opened /people/requests", "focused"]);
  await expect(blank).toHaveURL(/\/people\/requests$/);
  await expect(blank.getByRole("button", { name: `Accept: ${asker.name}` })).toBeVisible();
});

test("a notification read on another device is closed on this one", async ({ newDevice }) => {
  const page = await newDevice(rally);
  const setup = await asked(page, ["gus", "hal"]);
  const { device, asker, userId, blank, worker, message: request } = setup;
  const gus = await asMember(rally, "gus");

  await test.step("without a page, by the next push", async () => {
    await does(gus, "notification.read", { ids: [request.id], upTo: request.version });
    const made = await asker.run("conversation.create", { kind: "direct", userId });
    if (!made.success) throw new Error(JSON.stringify(made));
    await asker.say((made.data as { id: string }).id, "a word");
    const next = await comes(device, 2);
    await deliver(blank, next);
    await expect.poll(() => shownIn(worker)).toMatchObject([{ tag: next.id }]);
  });

  await test.step("with a page, at once", async () => {
    await blank.goto("/");
    await expect(inList(blank, "hal").getByText("a word")).toBeVisible();
    expect(await shownIn(worker)).toHaveLength(1);
    const other = await newDevice(rally);
    await signIn(other, "gus");
    await openConversation(other, "hal");
    await expect.poll(() => shownIn(worker), { timeout: 10_000 * timeoutFactor }).toEqual([]);
  });
});

test("a request accepted without a network is accepted once there is one", async ({
  newDevice,
}) => {
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
