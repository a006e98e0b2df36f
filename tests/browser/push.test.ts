import type { BrowserContext, Page, Worker } from "@playwright/test";
import type { PushMessage } from "@rally/shared/push";
import { startPushService, type PushDevice } from "../../api/src/testing/push-service.js";
import { signUp } from "./steps/accounts.js";
import { expect, test } from "./steps/device.js";
import { newMember, type Member } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { waitForServiceWorker } from "./steps/storage.js";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const service = await startPushService();
const caFile = join(await mkdtemp(join(tmpdir(), "rally-push-")), "ca.pem");
await writeFile(caFile, service.ca);
const rally = useRally(() =>
  Promise.resolve({ env: { RALLY_PUSH_HOSTS: service.host, RALLY_PUSH_CA_FILE: caFile } }),
);
test.afterAll(() => service.close());

/** Turns notifications on in the settings; only what asks a push service is ours. */
async function turnOn(page: Page): Promise<PushDevice> {
  const device = service.device();
  await page.context().grantPermissions(["notifications"]);
  await page.evaluate((subscription) => {
    const held = { ...subscription, options: {}, toJSON: () => subscription };
    PushManager.prototype.subscribe = () => Promise.resolve(held as never);
    PushManager.prototype.getSubscription = () => Promise.resolve(null);
  }, device.subscription);
  await page.getByRole("link", { name: "Settings" }).click();
  const turn = page.getByRole("switch", { name: "On this device, when Rally is closed" });
  await turn.check();
  await expect(turn).toBeChecked();
  return device;
}

/** Leaves the app with no page, its service worker alone; a blank page keeps the browser open. */
async function closeApp(page: Page): Promise<BrowserContext> {
  const context = page.context();
  const blank = await context.newPage();
  await blank.goto("about:blank");
  await page.close();
  return context;
}

/** Hands the browser what came for it, as its push service would. */
async function deliver(page: Page, message: PushMessage): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const registration = new Promise<string>((resolve) => {
    client.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await client.send("ServiceWorker.enable");
  await client.send("ServiceWorker.deliverPushMessage", {
    origin: new URL(rally.url).origin,
    registrationId: await registration,
    data: JSON.stringify(message),
  });
}

async function workerOf(context: BrowserContext): Promise<Worker> {
  return context.serviceWorkers()[0] ?? context.waitForEvent("serviceworker");
}

/** What these tests touch of a service worker, whose types are not those of a page. */
interface WorkerScope {
  registration: ServiceWorkerRegistration;
  NotificationEvent: new (
    type: "notificationclick",
    init: { notification: Notification; action: string },
  ) => Event;
  dispatchEvent(event: Event): boolean;
}

/** What the device shows, by title. */
const shownIn = (worker: Worker) =>
  worker.evaluate(async () => {
    const scope = self as unknown as WorkerScope;
    const shown = await scope.registration.getNotifications();
    return shown.map(({ title, body, tag }) => ({ title, body, tag }));
  });

/** Presses a button of a notification; a click made here is not trusted, so it keeps itself alive. */
const press = (worker: Worker, tag: string, pressed: { action: string; reply?: string }) =>
  worker.evaluate(
    async ([tag, { action, reply }]) => {
      const scope = self as unknown as WorkerScope;
      const [notification] = await scope.registration.getNotifications({ tag });
      if (!notification) throw new Error("It is not shown");
      const event = new scope.NotificationEvent("notificationclick", { notification, action });
      const kept: Promise<unknown>[] = [];
      Object.defineProperty(event, "waitUntil", {
        value: (work: Promise<unknown>) => void kept.push(work),
      });
      Object.defineProperty(event, "reply", { value: reply });
      scope.dispatchEvent(event);
      await Promise.all(kept);
    },
    [tag, pressed] as const,
  );

/** Somebody whose device is pushed to, and somebody with whom they have a conversation. */
async function acquainted(page: Page, names: [string, string]) {
  await signUp(page, names[0]);
  await waitForServiceWorker(page);
  const device = await turnOn(page);
  const ben = await newMember(rally, names[1]);
  const userId = await page.evaluate(async () => {
    const [found] = (await indexedDB.databases()).filter(({ name }) => name?.startsWith("rally."));
    return found?.name?.slice("rally.".length);
  });
  const made = await ben.run("conversation.create", { kind: "direct", userId });
  if (!made.success) throw new Error(JSON.stringify(made));
  const { id } = made.data as { id: string };
  return { device, ben, id };
}

async function comes(device: PushDevice, count = 1): Promise<PushMessage> {
  await expect.poll(() => device.pushed.length, { timeout: 20_000 }).toBe(count);
  return device.pushed[count - 1]!.message;
}

const historyOf = (ben: Member, id: string) => ben.texts(id);

test("a reply written in the notification is sent with no page open, and what it answers is read", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  const { device, ben, id } = await acquainted(page, ["ada", "ben"]);
  const context = await closeApp(page);
  await ben.say(id, "are you there?");
  const message = await comes(device);
  const blank = context.pages()[0]!;
  await blank.goto(`${rally.url}/robots.txt`);
  await deliver(blank, message);
  const worker = await workerOf(context);
  await expect
    .poll(() => shownIn(worker))
    .toEqual([{ title: "ben", body: "are you there?", tag: message.id }]);
  await press(worker, message.id, { action: "reply", reply: "in a minute" });
  await expect.poll(() => historyOf(ben, id)).toEqual(["are you there?", "in a minute"]);
  expect(await shownIn(worker)).toEqual([]);

  const again = await context.newPage();
  await again.goto(`${rally.url}/notifications`);
  await expect(again.getByText("You have seen everything.")).toBeVisible();
});

test("marked as read from the notification it is read everywhere, and a tap opens the place", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  const { device, ben, id } = await acquainted(page, ["cleo", "dan"]);
  const context = await closeApp(page);
  await ben.say(id, "first");
  const first = await comes(device);
  const blank = context.pages()[0]!;
  await blank.goto(`${rally.url}/robots.txt`);
  await deliver(blank, first);
  const worker = await workerOf(context);
  await expect.poll(async () => (await shownIn(worker)).length).toBe(1);
  await press(worker, first.id, { action: "read" });

  const again = await context.newPage();
  await again.goto(`${rally.url}/notifications`);
  await expect(again.getByText("You have seen everything.")).toBeVisible();
  await expect(again.getByText("dan wrote to you")).toBeVisible();
});
