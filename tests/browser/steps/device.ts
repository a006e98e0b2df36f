import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  expect,
  test as base,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "@playwright/test";
import { patience } from "@rally/shared/server/testing";
import type { Rally } from "./rally.js";

export { expect } from "@playwright/test";

interface Fixtures {
  /** A browser of somebody's own, signed out, at no address yet. It closes after the test. */
  newDevice: (rally: Pick<Rally, "url">, options?: BrowserContextOptions) => Promise<Page>;
  /** A browser whose profile outlives it: opened again, it has what it had. */
  newProfile: (rally: Pick<Rally, "url">) => Profile;
  /** What went wrong in any page, unseen by its user; a test ends with none of it. */
  mishaps: string[];
}

export interface Profile {
  /** Opens the browser, at no address yet. */
  open(): Promise<Page>;
  close(): Promise<void>;
  /** kill -9 of the whole browser; what it had not written to the disk yet is lost. */
  kill(): Promise<void>;
}

/** For one action; a test that waits longer waits for something that does not come. */
const PATIENCE = 10_000 * patience;

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads what is needed from the pattern.
  mishaps: async ({}, use) => {
    const mishaps: string[] = [];
    await use(mishaps);
    expect(mishaps, "errors that nobody caught").toEqual([]);
  },
  newDevice: async ({ browser, mishaps }, use) => {
    const closings: (() => Promise<void>)[] = [];
    await use(async (rally, options) => {
      const context = await browser.newContext({ baseURL: rally.url, ...options });
      closings.push(() => context.close());
      prepare(context, mishaps);
      return context.newPage();
    });
    for (const close of closings) await close();
  },
  newProfile: async ({ playwright, launchOptions, mishaps }, use, testInfo) => {
    const opened = new Set<BrowserContext>();
    await use((rally) => {
      const folder = testInfo.outputPath("profile");
      const options = { ...launchOptions, baseURL: rally.url };
      return {
        async open() {
          const context = await playwright.chromium.launchPersistentContext(folder, options);
          opened.add(context);
          prepare(context, mishaps);
          return context.newPage();
        },
        async close() {
          for (const context of opened) await context.close();
          opened.clear();
        },
        async kill() {
          const dead = [...opened].map((context) => context.waitForEvent("close"));
          for (const pid of processesOf(folder)) process.kill(pid, "SIGKILL");
          await Promise.all(dead);
          opened.clear();
          rmSync(join(folder, "SingletonLock"), { force: true });
        },
      };
    });
    for (const context of opened) await context.close();
  },
});

/** The processes of the browser whose profile is in `folder`: its first one names it to the others. */
function processesOf(folder: string): number[] {
  const running = execFileSync("ps", ["-axww", "-o", "pid=,args="], { encoding: "utf8" });
  return running
    .split("\n")
    .filter((line) => line.includes(`--user-data-dir=${folder}`))
    .map((line) => Number.parseInt(line, 10));
}

function prepare(context: BrowserContext, mishaps: string[]): void {
  context.setDefaultTimeout(PATIENCE);
  context.on("weberror", (misfortune) => {
    const error = misfortune.error();
    mishaps.push(error.stack || error.message || `${error.name} at ${misfortune.page()?.url()}`);
  });
}
