import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";
import { findRedisServer } from "./scripts/redis.mjs";

export default defineConfig({
  // Our own packages run from their sources, so that a test never sees yesterday's build.
  resolve: { conditions: ["source", ...defaultClientConditions] },
  // Node gets these too, and what packages offer bundlers as "module" is not always for Node.
  ssr: {
    resolve: {
      conditions: ["source", ...defaultServerConditions.filter((name) => name !== "module")],
    },
  },
  test: {
    include: [
      "{shared,sync-server,api,pwa,scripts}/**/*.test.ts",
      "tests/{processes,schedules,torture}/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**"],
    // Tests that need it say so when it is empty.
    env: { REDIS_SERVER_PATH: findRedisServer() ?? "" },
    globalSetup: "shared/src/server/testing/global-setup.ts",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
