import { RallyError } from "@rally/shared/errors";
import type { FileStore } from "@rally/shared/server/files";
import type Router from "@koa/router";

/**
 * Serves what is kept, for ever, to whoever knows its name: 256 bits that nobody guesses. Each is a
 * picture that this server drew itself; a browser is told to take it for nothing else.
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
