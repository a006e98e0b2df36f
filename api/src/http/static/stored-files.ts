import { RallyError } from "@rally/shared/errors";
import type { FileStore } from "@rally/shared/server/files";
import type Router from "@koa/router";

/**
 * Serves stored pictures as immutable, to every client that knows the 256-bit name. The server
 * encoded each picture itself; the headers keep browsers from treating it as anything else.
 */
export function serveFiles(router: Router, { files }: { files: FileStore }): void {
  router.get("/api/v1/files/:name", async (http) => {
    const file = await files.open(http.params["name"] ?? "");
    if (!file) throw new RallyError("not_found", "There is no such file");
    http.set({
      "Cache-Control": "public, max-age=31536000, immutable",
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Content-Disposition": 'inline; filename="picture.webp"',
      "X-Content-Type-Options": "nosniff",
    });
    http.type = "image/webp";
    http.length = file.bytes;
    http.body = file.read();
  });
}
