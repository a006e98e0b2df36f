import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { timeoutFactor } from "./shared/src/server/testing/timeout-factor.js";
import { findRedisServer } from "./scripts/redis.mjs";

/** The longest begin first, so that none of them is left to run alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number =>
      ["/tests/schedules/", "/tests/", "/rights/", ""].findIndex((part) => moduleId.includes(part));
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}

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
    exclude: ["**/node_modules/**", "**/dist/**"],
    // Tests that need it say so when it is empty.
    env: { REDIS_SERVER_PATH: findRedisServer() ?? "" },
    globalSetup: "shared/src/server/testing/global-setup.ts",
    // Tests of processes wait for most of their time.
    maxWorkers: 3,
    // Fewer collections of the young generation: a tenth of the time of the longest tests.
    execArgv: ["--max-semi-space-size=64"],
    // Lines: a long array would push the other failures out of what CI keeps.
    diff: { truncateThreshold: 100 },
    testTimeout: 30_000 * timeoutFactor,
    hookTimeout: 60_000 * timeoutFactor,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "server",
          include: ["{shared,sync-server,api}/**/*.test.ts"],
          // Nothing of a server is kept in its modules, and loading them takes longer than most tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "app",
          include: ["{pwa,scripts}/**/*.test.ts"],
          // Its modules hold one signed-in user at a time, whom each file's tests sign out again.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: "system", include: ["tests/{processes,schedules,torture}/**/*.test.ts"] },
      },
    ],
  },
});
