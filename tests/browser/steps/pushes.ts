import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, CDPSession, Page, Worker } from "@playwright/test";
import type { PushMessage } from "@rally/shared/push";
import { patience } from "@rally/shared/server/testing";
import {
  startPushService,
  type PushDevice,
  type PushService,
} from "../../../api/src/testing/push-service.js";
import { signUp } from "./accounts.js";
import { expect, test } from "./device.js";
import { useRally, type Rally } from "./rally.js";
import { waitForServiceWorker } from "./storage.js";

/** A Rally that pushes to a service of the tests' own. */
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

/** Signs somebody up whose device is pushed to. @returns them, as the server knows them. */
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

/** What was pushed to a device, once so much was. */
export async function comes(device: PushDevice, count = 1): Promise<PushMessage> {
  await expect.poll(() => device.pushed.length, { timeout: 20_000 * patience }).toBe(count);
  return device.pushed[count - 1]!.message;
}

/** Turns notifications on in the settings; only what asks a push service is ours. */
async function turnOn(page: Page, service: PushService): Promise<PushDevice> {
  const device = service.device();
  await page.context().grantPermissions(["notifications", "background-sync"]);
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

/** Leaves the app with no page, its service worker alone. @returns a page that is none of the app's. */
export async function closeApp(page: Page): Promise<Page> {
  const blank = await page.context().newPage();
  await blank.goto("/robots.txt");
  await page.close();
  return blank;
}

/** Hands the browser what came for it, as its push service would. */
export async function deliver(page: Page, message: PushMessage): Promise<void> {
  const { client, registered } = await browserOf(page);
  const data = JSON.stringify(message);
  await client.send("ServiceWorker.deliverPushMessage", { ...registered, data });
}

/** Tells the worker that there is a network again, as the browser does whom it asked to. */
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
      // The browser tells of those of other tests as well.
      const own = registrations.find(({ scopeURL }) => scopeURL === `${origin}/`);
      if (own) resolve(own.registrationId);
    });
  });
  await client.send("ServiceWorker.enable");
  return { client, registered: { origin, registrationId: await registrationId } };
}

/** Waits for the next push to a device whose app is closed, and has its browser show it. */
export async function showNext(
  blank: Page,
  device: PushDevice,
): Promise<{ worker: Worker; message: PushMessage }> {
  const message = await comes(device);
  const shown = [{ title: message.title, body: message.body, tag: message.id }];
  let worker: Worker | undefined;
  // A browser that has just closed the app's pages may lose one; a push service sends it again.
  await expect(async () => {
    await deliver(blank, message);
    worker = await workerOf(blank.context());
    await expect.poll(() => shownIn(worker!), { timeout: 5_000 }).toEqual(shown);
  }).toPass({ timeout: 20_000 * patience });
  return { worker: worker!, message };
}

/** Hands the browser what it has shown before, until it shows it: it may lose one as pages come and go. */
export async function showAgain(page: Page, worker: Worker, message: PushMessage): Promise<void> {
  await expect(async () => {
    await deliver(page, message);
    const tags = async () => (await shownIn(worker)).map(({ tag }) => tag);
    await expect.poll(tags, { timeout: 5_000 }).toEqual([message.id]);
  }).toPass({ timeout: 20_000 * patience });
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
export const shownIn = (worker: Worker) =>
  worker.evaluate(async () => {
    const scope = self as unknown as WorkerScope;
    const shown = await scope.registration.getNotifications();
    return shown.map(({ title, body, tag }) => ({ title, body, tag }));
  });

/** Presses a button of a notification; a click made here is not trusted, so it keeps itself alive. */
export const press = (worker: Worker, tag: string, pressed: { action: string; reply?: string }) =>
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
