import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, CDPSession, Page, Worker } from "@playwright/test";
import type { PushMessage } from "@rally/shared/push";
import { timeoutFactor } from "@rally/shared/server/testing";
import {
  startPushService,
  type PushDevice,
  type PushService,
} from "../../../api/src/testing/push-service.js";
import { signUp } from "./accounts.js";
import { expect, test } from "./device.js";
import { useRally, type Rally } from "./rally.js";
import { openSettings } from "./settings.js";
import { waitForServiceWorker } from "./storage.js";
import { switchRow } from "./switch.js";

/** A Rally that pushes to the tests' own push service. */
export async function usePushes(): Promise<{ rally: Rally; service: PushService }> {
  const service = await startPushService();
  const folder = await mkdtemp(join(process.env["RALLY_TEST_FOLDER"] ?? tmpdir(), "push-"));
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, service.ca);
  const env = { RALLY_PUSH_HOSTS: service.host, RALLY_PUSH_CA_FILE: caFile };
  const rally = useRally(() => Promise.resolve({ env }));
  test.afterAll(() => service.close());
  return { rally, service };
}

/** Signs up a user whose device receives pushes. @returns the device and the user's id */
export async function signUpPushed(
  page: Page,
  name: string,
  service: PushService,
): Promise<{ device: PushDevice; userId: string }> {
  await signUp(page, name);
  await waitForServiceWorker(page);
  const device = await turnOn(page, service);
  const userId = await page.evaluate(async () => {
    const [found] = (await indexedDB.databases()).filter(({ name }) => name?.startsWith("rally."));
    return found?.name?.slice("rally.".length) ?? "";
  });
  return { device, userId };
}

/** Waits until `count` messages were pushed to a device. @returns the last one */
export async function comes(device: PushDevice, count = 1): Promise<PushMessage> {
  await expect.poll(() => device.pushed.length, { timeout: 20_000 * timeoutFactor }).toBe(count);
  return device.pushed[count - 1]!.message;
}

/**
 * Turns notifications on in the settings; only the browser's request to the push service is
 * replaced.
 */
async function turnOn(page: Page, service: PushService): Promise<PushDevice> {
  const device = service.device();
  await page.context().grantPermissions(["notifications", "background-sync"]);
  await page.evaluate((subscription) => {
    const held = { ...subscription, options: {}, toJSON: () => subscription };
    PushManager.prototype.subscribe = () => Promise.resolve(held as never);
    PushManager.prototype.getSubscription = () => Promise.resolve(null);
  }, device.subscription);
  await openSettings(page, "Notifications");
  const turn = page.getByRole("switch", { name: "Notifications on this device" });
  await switchRow(page, "Notifications on this device").click();
  await expect(turn).toBeChecked();
  return device;
}

/** Closes all pages of the app; only its service worker remains. @returns a page outside the app */
export async function closeApp(page: Page): Promise<Page> {
  const blank = await page.context().newPage();
  await blank.goto("/robots.txt");
  await page.close();
  return blank;
}

/** Delivers a message to the browser, as its push service would. */
export async function deliver(page: Page, message: PushMessage): Promise<void> {
  const { client, registered } = await browserOf(page);
  const data = JSON.stringify(message);
  await client.send("ServiceWorker.deliverPushMessage", { ...registered, data });
}

/** Fires the worker's background sync, as the browser does when there is a network again. */
export async function bringBackNetwork(page: Page): Promise<void> {
  const { client, registered } = await browserOf(page);
  const sync = { tag: "rally.outbox", lastChance: false };
  await client.send("ServiceWorker.dispatchSyncEvent", { ...registered, ...sync });
}

async function browserOf(
  page: Page,
): Promise<{ client: CDPSession; registered: { origin: string; registrationId: string } }> {
  const client = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  const registrationId = new Promise<string>((resolve) => {
    client.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      // The browser also reports the registrations of other tests.
      const own = registrations.find(({ scopeURL }) => scopeURL === `${origin}/`);
      if (own) resolve(own.registrationId);
    });
  });
  await client.send("ServiceWorker.enable");
  return { client, registered: { origin, registrationId: await registrationId } };
}

/** Waits for the next push to a device whose app is closed, and lets its browser show it. */
export async function showNext(
  blank: Page,
  device: PushDevice,
): Promise<{ worker: Worker; message: PushMessage }> {
  const message = await comes(device);
  const shown = [{ title: message.title, body: message.body, tag: message.id }];
  let worker: Worker | undefined;
  // A browser may lose a push while it closes the app's pages; a push service sends it again.
  await expect(async () => {
    await deliver(blank, message);
    worker = await workerOf(blank.context());
    await expect.poll(() => shownIn(worker!), { timeout: 5_000 }).toEqual(shown);
  }).toPass({ timeout: 20_000 * timeoutFactor });
  return { worker: worker!, message };
}

/** Delivers a message again until the browser shows it: it may lose one as pages come and go. */
export async function showAgain(page: Page, worker: Worker, message: PushMessage): Promise<void> {
  await expect(async () => {
    await deliver(page, message);
    const tags = async () => (await shownIn(worker)).map(({ tag }) => tag);
    await expect.poll(tags, { timeout: 5_000 }).toEqual([message.id]);
  }).toPass({ timeout: 20_000 * timeoutFactor });
}

async function workerOf(context: BrowserContext): Promise<Worker> {
  return context.serviceWorkers()[0] ?? context.waitForEvent("serviceworker");
}

/** The parts of a service worker that these tests use; its types differ from a page's. */
interface WorkerScope {
  registration: ServiceWorkerRegistration;
  NotificationEvent: new (
    type: "notificationclick",
    init: { notification: Notification; action: string },
  ) => Event;
  dispatchEvent(event: Event): boolean;
}

/** The notifications shown on the device. */
export const shownIn = (worker: Worker) =>
  worker.evaluate(async () => {
    const scope = self as unknown as WorkerScope;
    const shown = await scope.registration.getNotifications();
    return shown.map(({ title, body, tag }) => ({ title, body, tag }));
  });

/**
 * Presses a button of a notification. This click is not trusted, so the event's work is awaited
 * here.
 */
export const press = (worker: Worker, tag: string, pressed: { action: string; reply?: string }) =>
  worker.evaluate(
    async ([tag, { action, reply }]) => {
      const scope = self as unknown as WorkerScope;
      const [notification] = await scope.registration.getNotifications({ tag });
      if (!notification) throw new Error("The notification is not shown");
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
