/// <reference lib="webworker" />
import { registerRoute } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";
import { PICTURES } from "../storage/index.js";

/** The largest number of cached pictures: about 20 MB of avatars and stickers, and a few large pictures. */
const MOST = 2_000;
/** Number of pictures deleted at once, so that the next ones need no cleanup. */
const SURPLUS = 100;

/** Serves the pictures of users, emoji and stickers from the cache: the content of a picture's address never changes. */
export function keepPictures(): void {
  registerRoute(
    ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith("/api/v1/files/"),
    new CacheFirst({
      cacheName: PICTURES,
      matchOptions: { ignoreVary: true },
      plugins: [
        { cacheDidUpdate: async ({ cacheName }) => dropOldest(await caches.open(cacheName)) },
      ],
    }),
  );
}

/** Deletes the pictures that were cached first. */
async function dropOldest(cache: Cache): Promise<void> {
  const kept = await cache.keys();
  if (kept.length <= MOST) return;
  const surplus = kept.slice(0, kept.length - MOST + SURPLUS);
  await Promise.all(surplus.map((request) => cache.delete(request)));
}
