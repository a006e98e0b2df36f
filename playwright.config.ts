import { defineConfig, devices } from "@playwright/test";
import { findChromium } from "./scripts/chromium.mjs";

const executablePath = await findChromium();

export default defineConfig({
  testDir: "tests/browser",
  tsconfig: "./tsconfig.tests.json",
  globalSetup: "./tests/browser/global-setup.ts",
  outputDir: "test-results",
  workers: 2,
  // A machine that is busy with other work may miss a moment; whoever needed it is named as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.CI ? "dot" : "list",
  use: {
    ...devices["Desktop Chrome"],
    // Costs a quarter of the time: kept of whoever fails here, and of whoever fails twice there.
    trace: process.env.CI ? "on-first-retry" : "retain-on-failure",
    launchOptions: {
      ...(executablePath !== undefined && { executablePath }),
      // Chromium's own sandbox does not start for root, nor in most containers.
      chromiumSandbox: false,
    },
  },
});
