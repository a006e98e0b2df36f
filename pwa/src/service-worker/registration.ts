import { router } from "../navigation/index.js";
import { Observable, type Readable } from "../observable/index.js";
import { fieldInUse, untilFieldsAreLeft } from "./field-in-use.js";
import { workerScript } from "./worker-script.js";

const waiting = new Observable(false);
/** Whether a newer version of the app is on the device, waiting for leave to take over. */
export const updateWaiting: Readable<boolean> = waiting;

/** What has to be on the disk before a page may go: each opener of unsaved words adds itself. */
const savers = new Set<() => Promise<void>>();

let registration: ServiceWorkerRegistration | undefined;
/** Milliseconds between two looks for a newer version. */
const LOOK_EVERY = 30 * 60_000;
/** Milliseconds after which it is registered though the page is busy, or may be. */
const PATIENCE = 3_000;
const SHORT_WHILE = 500;

/** Goes where a tapped notification leads; from the first moment on, for the worker does not ask twice. */
export function followTaps(): void {
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const { type, path } = (data ?? {}) as { type?: unknown; path?: unknown };
    if (type === "go" && typeof path === "string") router.go(path);
  });
}

/** Registers the service worker, with all that it fetches, once the page has nothing better to do. */
export function registerServiceWorker(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  const register = (): void => {
    navigator.serviceWorker
      .register(workerScript(), { scope: "/" })
      .then(follow, (error: unknown) => {
        // A private window forbids it, or it could not be fetched: the app works all the same.
        console.warn("No service worker", error);
      });
  };
  // Not every browser tells when it is idle.
  if ("requestIdleCallback" in window) requestIdleCallback(register, { timeout: PATIENCE });
  else setTimeout(register, SHORT_WHILE);
}

/** Says what to store before a page is left for an update. @returns a function that ends it. */
export function beforeUpdate(save: () => Promise<void>): () => void {
  savers.add(save);
  return () => {
    savers.delete(save);
  };
}

/**
 * Stores what is unsaved and lets the new version take over. Every tab stores and reloads; one in
 * which somebody writes waits until the field is left, or until this is called there. What cannot be
 * stored stays in its field: then nothing is reloaded.
 */
export async function applyUpdate(): Promise<void> {
  if (!(await saveAll())) return;
  if (reloadDue) location.reload();
  else {
    isAsked = true;
    registration?.waiting?.postMessage({ type: "take-over" });
  }
}

/** Whether this tab asked for the update; then it need not wait for its own fields. */
let isAsked = false;
/** Whether the new version has taken over, and this tab waits for somebody who writes. */
let reloadDue = false;

async function reloadWhenLeft(): Promise<void> {
  if (!isAsked && fieldInUse()) {
    reloadDue = true;
    waiting.set(true);
    await untilFieldsAreLeft();
  }
  if (await saveAll()) location.reload();
  else {
    reloadDue = true;
    waiting.set(true);
  }
}

function follow(registered: ServiceWorkerRegistration): void {
  registration = registered;
  const look = (): void =>
    waiting.set(reloadDue || (registered.waiting !== null && registered.active !== null));
  look();
  registered.addEventListener("updatefound", () => {
    registered.installing?.addEventListener("statechange", look);
  });
  let { controller } = navigator.serviceWorker;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    // The first worker of a first visit takes nobody's place.
    if (controller) void reloadWhenLeft();
    ({ controller } = navigator.serviceWorker);
  });
  const update = (): void => {
    registered.update().catch((error: unknown) => {
      console.debug("No look for a newer version", error);
    });
  };
  setInterval(update, LOOK_EVERY);
  addEventListener("online", update);
}

/** @returns whether all is stored; `storageFull` tells the user when there was no room. */
async function saveAll(): Promise<boolean> {
  const saved = await Promise.allSettled([...savers].map((save) => save()));
  const failed = saved.filter((result) => result.status === "rejected");
  for (const { reason } of failed) console.error("failed to save before an update", reason);
  return failed.length === 0;
}
