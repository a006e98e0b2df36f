import { join, resolve } from "node:path";
import { preview, type PreviewServer } from "vite";

/** The folder of the gallery's sources. */
export const folder = resolve(import.meta.dirname, "../../../pwa/gallery");
export const configFile = join(folder, "vite.config.ts");

/** Serves the gallery that the global setup has built. */
export async function serveGallery(): Promise<PreviewServer & { url: string }> {
  const server = await preview({ configFile, preview: { port: 0, host: "127.0.0.1" } });
  return Object.assign(server, { url: server.resolvedUrls?.local[0] ?? "" });
}
