import puppeteer, { type Browser, type ElementHandle, type Page } from "puppeteer-core";
import type { EnginePage } from "./engine.js";

/** A Firefox with a profile on disk, which it keeps when it is opened again. */
export interface Firefox {
  open(): Promise<EnginePage>;
  close(): Promise<void>;
}

/** Firefox reports each failed WebSocket as an error of the page, which no page can catch. */
const FAILED_CONNECTION = /Firefox can’t establish a connection to the server at ws/;

/** `onError` receives each uncaught error of a page. */
export function useProfile(
  executablePath: string,
  userDataDir: string,
  onError: (error: string) => void,
): Firefox {
  let browser: Browser | undefined;
  return {
    async open() {
      browser = await puppeteer.launch({
        browser: "firefox",
        executablePath,
        userDataDir,
        extraPrefsFirefox: { "intl.accept_languages": "en-US" },
      });
      const page = await browser.newPage();
      page.on("pageerror", (error) => {
        if (!FAILED_CONNECTION.test(String(error))) onError(String(error));
      });
      return drive(page);
    },
    async close() {
      await browser?.close();
      browser = undefined;
    },
  };
}

function drive(page: Page): EnginePage {
  return {
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: async <T>(expression: string) => (await page.evaluate(expression)) as T,
    async click(expression) {
      const element = (await page.evaluateHandle(expression)).asElement();
      await (element as ElementHandle<Element> | null)?.click();
      return element !== null;
    },
    type: (text) => page.keyboard.type(text),
    screenshot: () => page.screenshot(),
  };
}
