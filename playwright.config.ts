import { defineConfig, devices } from "@playwright/test";
import { findHeadlessShell, findChromium } from "./scripts/chromium.mjs";
import { timeoutFactor } from "./shared/src/server/testing/timeout-factor.js";

const chromium = await findChromium();

/** Chromium's own sandbox does not start for root, nor in most containers. */
const launch = (executablePath: string | undefined) => ({
  launchOptions: {
    ...(executablePath !== undefined && { executablePath }),
    chromiumSandbox: false,
  },
});

/** Tests of single components: they need no server, but the gallery. */
const ofTheGallery = ["**/gallery.test.ts", "**/components/*.test.ts"];

export default defineConfig({
  testDir: "tests/browser",
  tsconfig: "./tsconfig.tests.json",
  globalSetup: "./tests/browser/global-setup.ts",
  outputDir: "test-results",
  workers: 2,
  // On a machine that is busy with other work a test may miss its timeout; the retry reports it as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000 * timeoutFactor,
  expect: { timeout: 5_000 * timeoutFactor },
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.CI ? "dot" : "list",
  use: {
    ...devices["Desktop Chrome"],
    // Recording takes a quarter of the time: traces are kept for failures, and on CI for retries.
    trace: process.env.CI ? "on-first-retry" : "retain-on-failure",
  },
  projects: [
    // First, because a new start of such a browser takes longest.
    { name: "engines", testMatch: "**/engines/*.test.ts" },
    {
      name: "pages",
      testIgnore: ["**/push*.test.ts", "**/engines/**", ...ofTheGallery],
      use: launch(findHeadlessShell() ?? chromium),
    },
    {
      name: "components",
      testMatch: ofTheGallery,
      // A trace takes longer than most of these tests.
      use: { ...launch(findHeadlessShell() ?? chromium), trace: "off" },
    },
    // Notifications are shown by a whole browser alone.
    { name: "pushes", testMatch: "**/push*.test.ts", use: launch(chromium) },
  ],
});
