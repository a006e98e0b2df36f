import { RallyError } from "@rally/shared/errors";
import type { Context, Middleware } from "koa";
import { existsSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import sirv, { type RequestHandler } from "sirv";
import type { Releases } from "./releases.js";

/** An asset has a plain name: no folder, nothing hidden. */
const ASSET = /^\/assets\/\w[\w.-]*$/;
const FOR_EVER = "public, max-age=31536000, immutable";

/**
 * Serves the built PWA: hashed assets for ever, everything else freshly checked, and `index.html`
 * for every address of the app. What the build of now does not have is looked for in earlier
 * `releases`. Whatever range is asked for, the whole file is the answer.
 * @throws RallyError `unknown_route` for a file that does not exist, `method_not_allowed`
 */
export function serveApp(directory: string, releases?: Releases): Middleware {
  if (!existsSync(join(directory, "index.html"))) {
    return (http) => {
      http.status = 503;
      http.body = "The app is not built: run `npm run build`.";
    };
  }
  const options = { gzip: true, brotli: true, etag: true };
  const serveAsset = sirv(directory, { ...options, setHeaders: cached(FOR_EVER) });
  const servePage = sirv(directory, { ...options, single: true, setHeaders: cached("no-cache") });
  return async (http) => {
    if (http.method !== "GET" && http.method !== "HEAD") {
      http.set("Allow", "GET, HEAD");
      throw new RallyError("method_not_allowed", "Pages and files are only read");
    }
    // sirv misreads some ranges and never answers others; the whole file answers every range.
    delete http.req.headers.range;
    const isAsset = http.path.startsWith("/assets/");
    const finished = new Promise<void>((resolve) => http.res.once("close", resolve));
    const { statusCode } = http.res;
    http.res.statusCode = 200;
    const found = isAsset
      ? ASSET.test(http.path) &&
        ((await tries(serveAsset, http)) || (await triesEach(await releases?.folders(), http)))
      : await tries(servePage, http);
    if (!found) {
      http.res.statusCode = statusCode;
      http.set("Cache-Control", "no-cache");
      throw new RallyError("unknown_route", "There is no such file");
    }
    // Koa would answer by itself unless `respond` is off.
    http.respond = false;
    await finished;
  };
}

function cached(value: string): (response: ServerResponse) => void {
  return (response) => void response.setHeader("Cache-Control", value);
}

async function triesEach(folders: string[] = [], http: Context): Promise<boolean> {
  for (const folder of folders) {
    // Looks at the disk at each request: folders come and go, and few requests get here.
    const serve = sirv(folder, {
      dev: true,
      gzip: true,
      brotli: true,
      setHeaders: cached(FOR_EVER),
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
