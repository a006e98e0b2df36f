import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";

// Read by Playwright when it is loaded: what service workers fetch is told too.
process.env.PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS = "1";
const { chromium } = await import("playwright-core");

/**
 * Opens a real browser with a fresh profile. Whatever host but localhost it looks for, it finds nothing.
 * @param {import("./stage.mjs").Stage} stage
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function openBrowser(stage, options = {}) {
  const profile = await mkdtemp(join(stage.folder, "profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: stage.chromium,
    chromiumSandbox: false,
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"],
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  stage.ending(() => context.close());
  return context;
}
