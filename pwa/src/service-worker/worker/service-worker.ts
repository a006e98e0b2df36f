/// <reference lib="webworker" />
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { listenForPushes } from "./listen-for-pushes.js";
import { flushFromWorker } from "./flush-from-worker.js";
import { keepPictures } from "./pictures.js";

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[];
};

/** What the server answers itself, also when somebody types it into the address bar. */
const serverPaths = [/^\/api\//, /^\/sync\//, /^\/game/, /^\/healthz/, /^\/readyz/, /^\/metrics/];

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
keepPictures();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/index.html"), {
    // A last part with a dot is a file, not a place in the app.
    denylist: [...serverPaths, /\/[^/?]+\.[^/]+$/],
  }),
);

// A new version waits until a page, having stored what is unsaved, says so.
self.addEventListener("message", (event) => {
  const message: unknown = event.data;
  if (typeof message === "object" && message !== null && "type" in message) {
    if (message.type === "take-over") void self.skipWaiting();
  }
});

// From the first visit on the app starts with no network, with no second visit in between.
self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

listenForPushes();

self.addEventListener("sync", (event) => {
  const { tag } = event as ExtendableEvent & { tag: string };
  if (tag === "rally.outbox") (event as ExtendableEvent).waitUntil(flushFromWorker());
});
