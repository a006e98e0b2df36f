import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";

// Read by Playwright when it is loaded: reports requests of service workers too.
process.env.PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS = "1";
const { chromium } = await import("playwright-core");

/**
 * Opens a real browser with a fresh profile, in which no host but localhost resolves.
 * @param {import("./setup.mjs").Setup} setup
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function openBrowser(setup, options = {}) {
  const profile = await mkdtemp(join(setup.folder, "profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: setup.chromium,
    chromiumSandbox: false,
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"],
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  setup.ending(() => context.close());
  return context;
}
