import { defineConfig, devices } from "@playwright/test";
import { findHeadlessShell, findChromium } from "./scripts/chromium.mjs";
import { patience } from "./shared/src/server/testing/patience.js";

const chromium = await findChromium();

/** Chromium's own sandbox does not start for root, nor in most containers. */
const launch = (executablePath: string | undefined) => ({
  launchOptions: {
    ...(executablePath !== undefined && { executablePath }),
    chromiumSandbox: false,
  },
});

export default defineConfig({
  testDir: "tests/browser",
  tsconfig: "./tsconfig.tests.json",
  globalSetup: "./tests/browser/global-setup.ts",
  outputDir: "test-results",
  workers: 2,
  // A machine that is busy with other work may miss a moment; whoever needed it is named as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000 * patience,
  expect: { timeout: 5_000 * patience },
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.CI ? "dot" : "list",
  use: {
    ...devices["Desktop Chrome"],
    // Costs a quarter of the time: kept of whoever fails here, and of whoever fails twice there.
    trace: process.env.CI ? "on-first-retry" : "retain-on-failure",
  },
  projects: [
    {
      name: "pages",
      testIgnore: "**/push*.test.ts",
      use: launch(findHeadlessShell() ?? chromium),
    },
    // Notifications are shown by a whole browser alone.
    { name: "pushes", testMatch: "**/push*.test.ts", use: launch(chromium) },
  ],
});
