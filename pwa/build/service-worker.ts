import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { build, type Plugin, type ResolvedConfig } from "vite";

const PRECACHED = /\.(?:js|css|html|svg|png|woff2|webmanifest)$/;
/** The name of these holds a hash of their content, so they need no revision. */
const HASHED = /^assets\//;

/** Bundles the service worker after the app, with the list of the files that it precaches. */
export function serviceWorker(entry: string): Plugin {
  let config: ResolvedConfig;
  return {
    name: "rally:service-worker",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    closeBundle: {
      sequential: true,
      async handler() {
        const { root, mode, resolve: resolution } = config;
        const { outDir, target } = config.build;
        const manifest = await precacheManifest(resolve(root, outDir));
        await build({
          configFile: false,
          logLevel: config.logLevel ?? "info",
          root,
          mode,
          publicDir: false,
          resolve: { conditions: resolution.conditions },
          define: { "self.__WB_MANIFEST": JSON.stringify(manifest) },
          build: {
            outDir,
            target,
            emptyOutDir: false,
            modulePreload: false,
            reportCompressedSize: false,
            rolldownOptions: {
              input: resolve(root, entry),
              output: { format: "iife", entryFileNames: "service-worker.js" },
            },
          },
        });
      },
    },
  };
}

/** The list that workbox-precaching reads: each file's address with a revision that follows its content. */
async function precacheManifest(folder: string) {
  const names = await readdir(folder, { recursive: true });
  const urls = names.map((name) => name.replaceAll(sep, "/")).filter((url) => PRECACHED.test(url));
  return Promise.all(
    urls.sort().map(async (url) => ({
      url,
      revision: HASHED.test(url) ? null : await revisionOf(join(folder, url)),
    })),
  );
}

async function revisionOf(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("base64url")
    .slice(0, 22);
}
