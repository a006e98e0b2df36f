import type { Middleware } from "koa";
import { existsSync } from "node:fs";
import { join } from "node:path";
import sirv from "sirv";

/**
 * Serves the built PWA: hashed assets for ever, everything else freshly checked, and `index.html`
 * for every address of the app.
 */
export function serveApp(directory: string): Middleware {
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
      response.setHeader(
        "Cache-Control",
        path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      );
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
    await new Promise<void>((resolve) => {
      http.res.once("close", resolve);
      serve(http.req, http.res, () => {
        http.res.statusCode = 404;
        http.res.end();
      });
    });
  };
}
