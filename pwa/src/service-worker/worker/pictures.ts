/// <reference lib="webworker" />
import { registerRoute } from "workbox-routing";
import { PICTURES } from "../../storage-names/index.js";

/** Pictures kept: some 10 MB of faces in lists, and a few pages of their own. */
const MOST = 1_000;
/** So many go at once, so that not every new one has to look. */
const SURPLUS = 100;

/** Serves pictures of people from the device: what is under a picture's address never changes. */
export function keepPictures(): void {
  registerRoute(
    ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith("/api/v1/files/"),
    async ({ request, event }) => {
      const cache = await caches.open(PICTURES);
      const held = await cache.match(request.url);
      if (held) return held;
      const response = await fetch(request);
      if (response.ok) {
        const copy = response.clone();
        const keep = cache.put(request.url, copy).then(() => dropOldest(cache));
        // A full disk keeps nobody from seeing it now.
        event.waitUntil(keep.catch(() => undefined));
      }
      return response;
    },
  );
}

/** Those kept first go first. */
async function dropOldest(cache: Cache): Promise<void> {
  const kept = await cache.keys();
  if (kept.length <= MOST) return;
  const surplus = kept.slice(0, kept.length - MOST + SURPLUS);
  await Promise.all(surplus.map((request) => cache.delete(request)));
}
