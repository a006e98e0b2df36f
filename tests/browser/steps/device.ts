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
import { timeoutFactor } from "@rally/shared/server/testing";
import { signUp } from "./accounts.js";
import type { Rally } from "./rally.js";

export { expect } from "@playwright/test";

interface Fixtures {
  /**
   * A browser of its own for one user, signed out, with no page loaded yet. It closes after the
   * test.
   */
  newDevice: (rally: Pick<Rally, "url">, options?: BrowserContextOptions) => Promise<Page>;
  /** New users with these names, each signed in on a device of their own. */
  newUsers: <Names extends readonly string[]>(
    rally: Pick<Rally, "url">,
    ...names: Names
  ) => Promise<{ [Index in keyof Names]: Page }>;
  /** A browser that keeps its profile when it is opened again. */
  newProfile: (rally: Pick<Rally, "url">) => Profile;
  /** Uncaught errors of all pages; a test fails if there are any. */
  uncaughtErrors: string[];
}

export interface Profile {
  /** Opens the browser, with no page loaded yet. */
  open(): Promise<Page>;
  close(): Promise<void>;
  /** Kills the whole browser (SIGKILL); data that it had not written to disk yet is lost. */
  kill(): Promise<void>;
}

/** Timeout of one action. */
const TIMEOUT_MS = 10_000 * timeoutFactor;

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the dependencies from the pattern.
  uncaughtErrors: async ({}, use) => {
    const uncaughtErrors: string[] = [];
    await use(uncaughtErrors);
    expect(uncaughtErrors, "uncaught errors").toEqual([]);
  },
  newDevice: async ({ browser, uncaughtErrors }, use) => {
    const closings: (() => Promise<void>)[] = [];
    await use(async (rally, options) => {
      const context = await browser.newContext({ baseURL: rally.url, ...options });
      closings.push(() => context.close());
      prepare(context, uncaughtErrors);
      return context.newPage();
    });
    for (const close of closings) await close();
  },
  newUsers: async ({ newDevice }, use) => {
    await use(async (rally, ...names) => {
      const signUpAs = async (name: string): Promise<Page> => {
        const page = await newDevice(rally);
        await signUp(page, name);
        return page;
      };
      return (await Promise.all(names.map(signUpAs))) as { [Index in keyof typeof names]: Page };
    });
  },
  newProfile: async ({ playwright, launchOptions, uncaughtErrors }, use, testInfo) => {
    const opened = new Set<BrowserContext>();
    await use((rally) => {
      const folder = testInfo.outputPath("profile");
      const options = { ...launchOptions, baseURL: rally.url };
      return {
        async open() {
          const context = await playwright.chromium.launchPersistentContext(folder, options);
          opened.add(context);
          prepare(context, uncaughtErrors);
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

/**
 * The processes of the browser whose profile is in `folder`; only its first one has the path as an
 * argument.
 */
function processesOf(folder: string): number[] {
  const running = execFileSync("ps", ["-axww", "-o", "pid=,args="], { encoding: "utf8" });
  return running
    .split("\n")
    .filter((line) => line.includes(`--user-data-dir=${folder}`))
    .map((line) => Number.parseInt(line, 10));
}

function prepare(context: BrowserContext, uncaughtErrors: string[]): void {
  context.setDefaultTimeout(TIMEOUT_MS);
  context.on("weberror", (webError) => {
    const error = webError.error();
    uncaughtErrors.push(
      error.stack || error.message || `${error.name} at ${webError.page()?.url()}`,
    );
  });
}
