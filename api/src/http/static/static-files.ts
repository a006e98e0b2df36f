import { RallyError } from "@rally/shared/errors";
import type { Context, Middleware } from "koa";
import { existsSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import sirv, { type RequestHandler } from "sirv";
import { documentHeaders } from "../security-headers.js";
import type { Releases } from "./releases.js";

/** Assets have plain names: no folders, no hidden files. */
const ASSET = /^\/assets\/\w[\w.-]*$/;
/** Files that no browser opens as a document that runs scripts, or as a worker. */
const SUBRESOURCE = /\.(?:js|css|woff2)$/;
const FOR_EVER = "public, max-age=31536000, immutable";

/**
 * Serves the built PWA: hashed assets as immutable, all else revalidated, and `index.html` for
 * every path of the app. Assets that the current build does not have are looked up in earlier
 * `releases`. A range request gets the whole file.
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
  const serveAsset = sirv(directory, { ...options, setHeaders: setAssetHeaders });
  const servePage = sirv(directory, { ...options, single: true, setHeaders: cached("no-cache") });
  return async (http) => {
    if (http.method !== "GET" && http.method !== "HEAD") {
      http.set("Allow", "GET, HEAD");
      throw new RallyError("method_not_allowed", "Pages and files are read-only");
    }
    // sirv misreads some ranges, and leaves some requests unanswered; the whole file is a valid
    // answer.
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
    // Koa answers as well unless `respond` is off.
    http.respond = false;
    await finished;
  };
}

function cached(value: string): (response: ServerResponse) => void {
  return (response) => void response.setHeader("Cache-Control", value);
}

/**
 * Scripts, styles and fonts carry no headers that browsers read from documents and workers only:
 * they would be a third of a first visit's bytes. No worker is loaded from `/assets/`.
 */
function setAssetHeaders(response: ServerResponse, pathname: string): void {
  response.setHeader("Cache-Control", FOR_EVER);
  if (!SUBRESOURCE.test(pathname)) return;
  for (const name of documentHeaders) response.removeHeader(name);
}

async function triesEach(folders: string[] = [], http: Context): Promise<boolean> {
  for (const folder of folders) {
    // Reads the disk for each request, because folders are added and removed; such requests are
    // rare.
    const serve = sirv(folder, {
      dev: true,
      gzip: true,
      brotli: true,
      setHeaders: setAssetHeaders,
    });
    if (await tries(serve, http)) return true;
  }
  return false;
}

/** @returns whether it answers. */
function tries(serve: RequestHandler, http: Context): Promise<boolean> {
  return new Promise((resolve) => {
    serve(http.req, http.res, () => resolve(false));
    // sirv either calls back synchronously or answers.
    resolve(true);
  });
}
