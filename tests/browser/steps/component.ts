import { test as base, type Page } from "@playwright/test";
import type { TemplateResult } from "lit";
import type { Scope } from "../../../pwa/gallery/component.js";
import { timeoutFactor } from "@rally/shared/server/testing";
import { FakeServer } from "./fake-server.js";
import { serveGallery } from "./gallery.js";

export { expect } from "@playwright/test";
export * from "../../../pwa/gallery/fixtures.js";

/** A function that runs inside the page: it has its arguments, but not the test's variables. */
type Inside<T, V> = (scope: Scope, values: V) => T | Promise<T>;

interface Fixtures {
  /** Renders the component in `template`, which runs inside the page. */
  show: <V = undefined>(template: Inside<TemplateResult, V>, values?: V) => Promise<void>;
  /** Runs `work` inside the page. @returns its result, as JSON */
  run: <T, V = undefined>(work: Inside<T, V>, values?: V) => Promise<T>;
  /** The events that `scope.record` has received so far. */
  events: () => Promise<Scope["recorded"]>;
  /** The commands waiting to be sent, without those of the fixtures. */
  commands: () => Promise<{ name: string; input: unknown }[]>;
  server: FakeServer;
  uncaught: void;
}

interface Shared {
  /** The page that the tests of one worker share. */
  shared: { page: Page; server: FakeServer; errors: string[]; start: () => Promise<void> };
}

/** Timeout of one action. */
const TIMEOUT_MS = 5_000 * timeoutFactor;

/**
 * Tests of single components. All tests of a worker use one page, which is reset before each test:
 * that takes a tenth of the time of a new page.
 */
export const test = base.extend<Fixtures, Shared>({
  shared: [
    async ({ browser }, use) => {
      const gallery = await serveGallery();
      const context = await browser.newContext({
        baseURL: gallery.url,
        ...{ reducedMotion: "reduce", timezoneId: "UTC", locale: "en-GB" },
      });
      context.setDefaultTimeout(TIMEOUT_MS);
      context.setDefaultNavigationTimeout(TIMEOUT_MS);
      const errors: string[] = [];
      context.on("weberror", (event) => errors.push(event.error().stack ?? event.error().message));
      const page = await context.newPage();
      const server = new FakeServer();
      await server.listen(page);
      const start = async (): Promise<void> => {
        await page.goto("/component.html");
        await page.waitForFunction(() => globalThis.scope !== undefined);
      };
      await start();
      await use({ page, server, errors, start });
      await context.close();
      await gallery.close();
    },
    { scope: "worker" },
  ],
  page: async ({ shared: { page, server, errors, start } }, use) => {
    server.reset();
    const reset = () => page.evaluate(() => globalThis.scope?.reset());
    if (!(await reset())) {
      await start();
      await reset();
    }
    errors.length = 0;
    await use(page);
  },
  server: async ({ page: _page, shared }, use) => use(shared.server),
  run: async ({ page }, use) => {
    await use((work, values) => inside(page, work.toString(), values));
  },
  show: async ({ page }, use) => {
    await use((template, values) => {
      const show = `async (scope, values) => scope.show(await (${template.toString()})(scope, values))`;
      return inside(page, show, values);
    });
  },
  events: async ({ run }, use) => use(() => run(({ recorded }) => recorded)),
  commands: async ({ run }, use) =>
    use(() =>
      run(async ({ device }) => {
        const rows = await device.database.outbox.orderBy("order").toArray();
        return rows
          .filter(({ attempted }) => !attempted)
          .map(({ name, input }) => ({ name, input }));
      }),
    ),
  uncaught: [
    async ({ shared }, use) => {
      await use();
      base.expect(shared.errors, "uncaught errors").toEqual([]);
    },
    { auto: true },
  ],
});

/** Runs the function in `source` inside the page, with its scope. @returns its result, as JSON */
async function inside<T>(page: Page, source: string, values: unknown): Promise<T> {
  const result = await page.evaluate(
    ({ source, values }) => {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- A test's own function.
      const read = new Function(`return (${source})`) as () => Inside<unknown, unknown>;
      return read()(globalThis.scope as Scope, values);
    },
    { source, values },
  );
  return result as T;
}
