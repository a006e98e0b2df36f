import { defineConfig } from "vite";
import { precompress } from "./build/precompress.js";
import { announcePrograms, programOf } from "./build/programs.js";
import { serviceWorker } from "./build/service-worker.js";
import { trustAnswers } from "./build/trusted-answers.js";

/** The address of a running Rally, for `vite dev` alone. */
const server = process.env["RALLY_SERVER"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  resolve: { conditions: ["source", "module", "browser", "development|production"] },
  build: {
    target: "es2022",
    // These know light-dark(): rewritten for older ones, it would follow the root's theme alone.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    // A page's program is fetched when the page is opened; only the entry's own parts come with it.
    modulePreload: {
      polyfill: false,
      // Fetched already, by public/start.js.
      resolveDependencies: (file, needed) => (/\/home-/.test(file) ? [] : needed),
    },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: programOf, debugName: "programOf" }],
          includeDependenciesRecursively: false,
        },
      },
    },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      "/api": { target: server },
      "/sync": { target: server, ws: true },
      "^/game(\\?|$)": { target: server, ws: true },
    },
  },
  plugins: [
    serviceWorker("src/worker/service-worker.ts"),
    trustAnswers(),
    announcePrograms(),
    precompress(),
  ],
});
