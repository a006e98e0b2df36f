import type { Context, Middleware } from "koa";
import { existsSync } from "node:fs";
import { join } from "node:path";
import sirv, { type RequestHandler } from "sirv";
import type { Releases } from "./releases.js";

/** An asset has a plain name: no folder, nothing hidden. */
const ASSET = /^\/assets\/\w[\w.-]*$/;
const FOR_EVER = "public, max-age=31536000, immutable";

/**
 * Serves the built PWA: hashed assets for ever, everything else freshly checked, and `index.html`
 * for every address of the app. What the build of now does not have is looked for in earlier
 * `releases`.
 */
export function serveApp(directory: string, releases?: Releases): Middleware {
  if (!existsSync(join(directory, "index.html"))) {
    return (http) => {
      http.status = 503;
      http.body = "The app is not built: run `npm run build`.";
    };
  }
  const serve = sirv(directory, {
    single: true,
    gzip: true,
    brotli: true,
    etag: true,
    setHeaders(response, path) {
      response.setHeader("Cache-Control", path.startsWith("/assets/") ? FOR_EVER : "no-cache");
    },
  });
  return async (http) => {
    if (http.method !== "GET" && http.method !== "HEAD") {
      http.status = 404;
      return;
    }
    // Koa answers by itself unless told that somebody else does.
    http.respond = false;
    http.res.statusCode = 200;
    const finished = new Promise<void>((resolve) => http.res.once("close", resolve));
    const found =
      (await tries(serve, http)) ||
      (ASSET.test(http.path) && (await triesEach(await releases?.folders(), http)));
    if (!found) {
      http.res.statusCode = 404;
      http.res.end();
    }
    await finished;
  };
}

async function triesEach(folders: string[] = [], http: Context): Promise<boolean> {
  for (const folder of folders) {
    // Looks at the disk at each request: folders come and go, and few requests get here.
    const serve = sirv(folder, {
      dev: true,
      gzip: true,
      brotli: true,
      setHeaders: (response) => response.setHeader("Cache-Control", FOR_EVER),
    });
    if (await tries(serve, http)) return true;
  }
  return false;
}

/** @returns whether it answers. */
function tries(serve: RequestHandler, http: Context): Promise<boolean> {
  return new Promise((resolve) => {
    serve(http.req, http.res, () => resolve(false));
    // It calls back at once, or has begun to answer.
    resolve(true);
  });
}
