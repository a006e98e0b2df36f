import { createServer } from "node:http";
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import sirv from "sirv";
import { build } from "vite";

/**
 * Builds the page bench/peers/<name> into the setup's folder and serves it with the same
 * compression as Rally.
 * @param {import("./setup.mjs").Setup} setup
 * @param {string} name
 * @param {{ conditions?: string[] }} [resolve] for a page that imports sources of the app
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function servePeer(setup, name, resolve = {}) {
  const outDir = join(setup.folder, `peer-${name}`);
  await build({
    root: fileURLToPath(new URL(`../peers/${name}/`, import.meta.url)),
    configFile: false,
    logLevel: "error",
    resolve,
    build: { outDir, target: "es2022", modulePreload: { polyfill: false }, emptyOutDir: true },
  });
  await compress(outDir);
  const serve = sirv(outDir, { gzip: true, brotli: true, etag: true });
  const server = createServer((request, response) => {
    serve(request, response, () => response.writeHead(404).end());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  setup.ending(stop);
  return { url: `http://localhost:${server.address().port}`, stop };
}

async function compress(folder) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  for (const name of await readdir(folder, { recursive: true })) {
    const file = join(folder, name);
    if (!(await stat(file)).isFile()) continue;
    const bytes = await readFile(file);
    await writeFile(`${file}.br`, brotliCompressSync(bytes, { params }));
    await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
