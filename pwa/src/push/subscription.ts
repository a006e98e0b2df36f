import { readPushKey, subscribeToPush, unsubscribeFromPush } from "@rally/shared/push";
import type { Call } from "../http/index.js";

/**
 * - `unsupported`: the browser has no push, or only for the installed app.
 * - `denied`: blocked in the browser's settings; only the user can change that, there.
 */
export type PushState = "unsupported" | "denied" | "off" | "on";

/** Only pages can ask; the service worker, which shares this file, has no `requestPermission`. */
type Asking = typeof Notification & { requestPermission(): Promise<NotificationPermission> };

/** Whether push is on for this device. */
export async function pushState(): Promise<PushState> {
  const manager = await pushManager();
  if (!manager) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" && (await manager.getSubscription()) ? "on" : "off";
}

/**
 * Asks for permission, subscribes, and sends the subscription to the server. Call it from a click,
 * otherwise browsers do not ask.
 * @throws NetworkError, RallyError, and the browser's error when its push service is not reachable.
 */
export async function turnPushOn(call: Call): Promise<PushState> {
  const manager = await pushManager();
  if (!manager) return "unsupported";
  if ((await (Notification as Asking).requestPermission()) !== "granted") return pushState();
  await subscribe(manager, call);
  return "on";
}

/** @throws NetworkError, RallyError */
export async function turnPushOff(call: Call): Promise<PushState> {
  await call(unsubscribeFromPush);
  await dropSubscription();
  return "off";
}

/** Removes the browser's subscription, so that the next user gets no pushes of the former one. */
export async function dropSubscription(): Promise<void> {
  const manager = await pushManager();
  await (await manager?.getSubscription())?.unsubscribe();
}

/** Sends an existing subscription to the server again: sessions and endpoints change. */
export async function renewSubscription(call: Call): Promise<void> {
  const manager = await pushManager();
  if (!manager || (await pushState()) !== "on") return;
  await subscribe(manager, call);
}

/** Subscribes with the server's key, replacing a subscription with another key. */
export async function subscribe(manager: PushManager, call: Call): Promise<void> {
  const { publicKey } = (await call(readPushKey)).data;
  const existing = await manager.getSubscription();
  const key = existing?.options.applicationServerKey;
  if (existing && key && base64url(key) !== publicKey) await existing.unsubscribe();
  const subscription = await manager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh = "", auth = "" } = keys ?? {};
  await call(subscribeToPush, { body: { endpoint: endpoint ?? "", keys: { p256dh, auth } } });
}

async function pushManager(): Promise<PushManager | undefined> {
  if (!("serviceWorker" in navigator) || !("Notification" in globalThis)) return undefined;
  // Without a registered worker, `ready` would never resolve.
  const registration = await navigator.serviceWorker.getRegistration();
  return registration && "pushManager" in registration ? registration.pushManager : undefined;
}

function base64url(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
