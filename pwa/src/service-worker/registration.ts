import type { Workbox } from "workbox-window";
import { router } from "../navigation/index.js";
import { Observable, type Readable } from "../observable/index.js";
import { fieldInUse, untilNoFieldInUse } from "./field-in-use.js";
import { workerScript } from "./worker-script.js";

const waiting = new Observable(false);
/** Whether a newer version of the app is installed and waits to be activated. */
export const updateWaiting: Readable<boolean> = waiting;

/** Functions that store unsaved text before a reload; each owner of such text adds one. */
const savers = new Set<() => Promise<void>>();

let workbox: Workbox | undefined;
/** Milliseconds between two checks for a newer version. */
const UPDATE_CHECK_MS = 30 * 60_000;
/** Milliseconds after which the worker is registered even if the page is, or may be, busy. */
const IDLE_TIMEOUT_MS = 3_000;
const REGISTER_DELAY_MS = 500;

/** Opens the path of a clicked notification. Call it early: the worker posts the message once. */
export function openClickedNotifications(): void {
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const { type, path } = (data ?? {}) as { type?: unknown; path?: unknown };
    if (type === "go" && typeof path === "string") router.go(path);
  });
}

/** Registers the service worker, and so its downloads, when the page is idle. */
export function registerServiceWorker(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  const register = (): void => {
    follow().catch((error: unknown) => {
      // Forbidden in a private window, or not fetched: the app works without it.
      console.warn("failed to register the service worker", error);
    });
  };
  // Not every browser supports `requestIdleCallback`.
  if ("requestIdleCallback" in window) requestIdleCallback(register, { timeout: IDLE_TIMEOUT_MS });
  else setTimeout(register, REGISTER_DELAY_MS);
}

/**
 * Adds a function that stores unsaved text before an update of the app.
 * @returns a function to remove it.
 */
export function beforeAppUpdate(save: () => Promise<void>): () => void {
  savers.add(save);
  return () => {
    savers.delete(save);
  };
}

/**
 * Stores unsaved text and activates the new version. Every tab stores and reloads; a tab with text
 * in the focused field waits until the field loses focus, or until this is called there. If text
 * cannot be stored it stays in its field, and the page is not reloaded.
 */
export async function applyUpdate(): Promise<void> {
  if (!(await saveAll())) return;
  if (reloadDue) location.reload();
  else {
    isAsked = true;
    workbox?.messageSkipWaiting();
  }
}

/** Whether this tab started the update; then it does not wait for its own fields. */
let isAsked = false;
/** Whether the new version is active, and this tab waits for a field in use before it reloads. */
let reloadDue = false;

async function reloadWhenNoFieldInUse(): Promise<void> {
  if (!isAsked && fieldInUse()) {
    reloadDue = true;
    waiting.set(true);
    await untilNoFieldInUse();
  }
  if (await saveAll()) location.reload();
  else {
    reloadDue = true;
    waiting.set(true);
  }
}

async function follow(): Promise<void> {
  const { Workbox } = await import("workbox-window");
  const registering = new Workbox(workerScript(), { scope: "/" });
  registering.addEventListener("waiting", () => waiting.set(true));
  registering.addEventListener("activated", () => waiting.set(reloadDue));
  let isControlled = navigator.serviceWorker.controller !== null;
  registering.addEventListener("controlling", () => {
    // The first worker of a first visit replaces none.
    if (isControlled) void reloadWhenNoFieldInUse();
    isControlled = true;
  });
  await registering.register({ immediate: true });
  workbox = registering;
  const update = (): void => {
    registering.update().catch((error: unknown) => {
      console.debug("failed to check for a newer version", error);
    });
  };
  setInterval(update, UPDATE_CHECK_MS);
  addEventListener("online", update);
}

/** @returns whether everything is stored; `storageFull` is set when the quota is exceeded. */
async function saveAll(): Promise<boolean> {
  const saved = await Promise.allSettled([...savers].map((save) => save()));
  const failed = saved.filter((result) => result.status === "rejected");
  for (const { reason } of failed) console.error("failed to save before an update", reason);
  return failed.length === 0;
}
