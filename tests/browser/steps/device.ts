import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  expect,
  test as base,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type TestInfo,
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
  newDevice: async ({ browser, uncaughtErrors }, use, testInfo) => {
    const opened = new Set<BrowserContext>();
    await use(async (rally, options) => {
      const context = await browser.newContext({ baseURL: rally.url, ...options });
      opened.add(context);
      prepare(context, uncaughtErrors);
      return context.newPage();
    });
    await attachPages(opened, testInfo);
    for (const context of opened) await context.close();
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
          const pids = processesOf(folder);
          for (const pid of pids) process.kill(pid, "SIGKILL");
          await Promise.all(dead);
          // Until then it keeps its databases locked for the next one.
          await expect.poll(() => runningOf(pids)).toEqual([]);
          opened.clear();
          rmSync(join(folder, "SingletonLock"), { force: true });
        },
      };
    });
    await attachPages(opened, testInfo);
    for (const context of opened) await context.close();
  },
});

/** Attaches what each page shows and has written to its console to a test that failed. */
async function attachPages(contexts: Iterable<BrowserContext>, testInfo: TestInfo): Promise<void> {
  if (testInfo.status === testInfo.expectedStatus) return;
  const pages = [...contexts].flatMap((context) => context.pages());
  const body = (await Promise.all(pages.map(describePage))).join("\n\n");
  await testInfo.attach("pages", { body, contentType: "text/plain" });
}

async function describePage(page: Page): Promise<string> {
  const shown = page.locator("body").ariaSnapshot({ timeout: 5_000 });
  const snapshot = await shown.catch((error: unknown) => `No snapshot: ${String(error)}`);
  return [page.url(), ...(logs.get(page) ?? []), snapshot].join("\n");
}

/** Warnings and errors of each page, and what it could not load. */
const logs = new WeakMap<Page, string[]>();

function keepLog(page: Page): void {
  const log: string[] = [];
  logs.set(page, log);
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type()))
      log.push(`${message.type()}: ${message.text()}`);
  });
  page.on("crash", () => log.push("the page crashed"));
  page.on("requestfailed", (request) => {
    log.push(`failed: ${request.url()} ${request.failure()?.errorText ?? ""}`);
  });
}

/**
 * The processes of the browser whose profile is in `folder`. Only the first ones have the path as an
 * argument; the others are in their process group.
 */
function processesOf(folder: string): number[] {
  const rows = listProcesses();
  const groups = rows
    .filter(({ args }) => args.includes(`--user-data-dir=${folder}`))
    .map(({ group }) => group);
  return rows.filter(({ group }) => groups.includes(group)).map(({ pid }) => pid);
}

/** Those of the processes that still run; an ended one may wait for its parent as a zombie. */
function runningOf(pids: readonly number[]): number[] {
  return listProcesses()
    .filter(({ pid, state }) => pids.includes(pid) && !state.startsWith("Z"))
    .map(({ pid }) => pid);
}

function listProcesses() {
  const columns = ["-o", "pid=", "-o", "pgid=", "-o", "stat=", "-o", "args="];
  const rows = execFileSync("ps", ["-axww", ...columns], { encoding: "utf8" });
  return rows.split("\n").map((row) => {
    const [pid, group, state = "", ...args] = row.trim().split(/\s+/);
    return { pid: Number(pid), group: Number(group), state, args: args.join(" ") };
  });
}

function prepare(context: BrowserContext, uncaughtErrors: string[]): void {
  context.setDefaultTimeout(TIMEOUT_MS);
  context.on("page", keepLog);
  context.on("weberror", (webError) => {
    const error = webError.error();
    uncaughtErrors.push(
      error.stack || error.message || `${error.name} at ${webError.page()?.url()}`,
    );
  });
}
