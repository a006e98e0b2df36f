import { readPushKey, subscribeToPush, unsubscribeFromPush } from "@rally/shared/push";
import type { Call } from "../http/index.js";

/**
 * - `unsupported`: this browser cannot, or only once the app is installed.
 * - `denied`: the browser's settings forbid it; only its user can change that, there.
 */
export type PushState = "unsupported" | "denied" | "off" | "on";

/** A page may ask; in the service worker, which shares this file, there is nobody to be asked. */
type Asking = typeof Notification & { requestPermission(): Promise<NotificationPermission> };

/** Whether this device is pushed to. */
export async function pushState(): Promise<PushState> {
  const manager = await pushManager();
  if (!manager) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" && (await manager.getSubscription()) ? "on" : "off";
}

/**
 * Asks for leave, subscribes, and tells the server. To be called by a click, or browsers do not ask.
 * @throws NetworkError, RallyError, and the browser's error when its push service is away.
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

/** Lets go of the browser's side: whoever signs in here next is not pushed what was another's. */
export async function dropSubscription(): Promise<void> {
  const manager = await pushManager();
  await (await manager?.getSubscription())?.unsubscribe();
}

/** Tells the server again of a subscription that there is: sessions change, and so do endpoints. */
export async function renewSubscription(call: Call): Promise<void> {
  const manager = await pushManager();
  if (!manager || (await pushState()) !== "on") return;
  await subscribe(manager, call);
}

/** Subscribes with the server's key, also where the browser holds a subscription with another one. */
export async function subscribe(manager: PushManager, call: Call): Promise<void> {
  const { publicKey } = (await call(readPushKey)).data;
  const held = await manager.getSubscription();
  const key = held?.options.applicationServerKey;
  if (held && key && base64url(key) !== publicKey) await held.unsubscribe();
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
  // In a page whose worker was never registered, `ready` would not come.
  const registration = await navigator.serviceWorker.getRegistration();
  return registration && "pushManager" in registration ? registration.pushManager : undefined;
}

function base64url(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
