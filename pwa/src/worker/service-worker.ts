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

/** Paths that the server answers, even when the user enters them in the address bar. */
const serverPaths = [
  /^\/api\//,
  /^\/sync\//,
  /^\/game(?:\?|$)/,
  /^\/healthz/,
  /^\/readyz/,
  /^\/metrics/,
];

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
keepPictures();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/index.html"), {
    // A last segment with a dot is a file, not a page of the app.
    denylist: [...serverPaths, /\/[^/?]+\.[^/]+$/],
  }),
);

// A new version waits until a page has stored unsaved text and sends this message.
self.addEventListener("message", (event) => {
  const message: unknown = event.data;
  if (typeof message === "object" && message !== null && "type" in message) {
    // workbox-window's message; pages of an older version send the second.
    if (message.type === "SKIP_WAITING" || message.type === "take-over") void self.skipWaiting();
  }
});

// Makes the app work offline from the first visit, without a reload.
self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

listenForPushes();

self.addEventListener("sync", (event) => {
  const { tag } = event as ExtendableEvent & { tag: string };
  if (tag === "rally.outbox") (event as ExtendableEvent).waitUntil(flushFromWorker());
});
