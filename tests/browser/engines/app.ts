import { expect } from "@playwright/test";
import sharp from "sharp";
import { timeoutFactor } from "@rally/shared/server/testing";
import { password } from "../steps/accounts.js";
import { RECOVERY } from "../steps/conversation.js";
import type { EnginePage } from "./engine.js";

/** A starting browser, a loading page and password hashing are slow on a busy machine. */
export const LOADING = { timeout: 15_000 * timeoutFactor };

/** Runs in the page: the visible elements that match, including those in shadow roots. */
function findAll(selector: string): HTMLElement[] {
  const roots: (Document | ShadowRoot)[] = [document];
  const found: HTMLElement[] = [];
  for (const root of roots) {
    for (const element of root.querySelectorAll<HTMLElement>("*")) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
      if (element.matches(selector) && element.getClientRects().length > 0) found.push(element);
    }
  }
  return found;
}

/** Runs in the page: the accessible name of a link, a button or a field. */
function nameOf(element: HTMLInputElement): string {
  const { textContent } = element.labels?.[0] ?? element;
  return element.getAttribute("aria-label") ?? textContent.replace(/\s+/g, " ").trim();
}

const all = (selector: string): string => `(${String(findAll)})(${JSON.stringify(selector)})`;

/** A conversation in the list. */
const CONVERSATION = "a[href^='/c/']";

export async function click(page: EnginePage, selector: string, name: RegExp): Promise<void> {
  const named = `${all(selector)}.find((element) => ${String(name)}.test((${String(nameOf)})(element)))`;
  const message = `${selector} named ${String(name)}`;
  await expect.poll(() => page.click(named), { message, ...LOADING }).toBe(true);
}

async function fill(page: EnginePage, name: RegExp, text: string): Promise<void> {
  await click(page, "input", name);
  await page.type(text);
}

/**
 * Waits until the app shows what it pulled. A WebKit that leaves the page earlier never opens
 * IndexedDB again.
 */
async function expectSignedIn(page: EnginePage): Promise<void> {
  await expect.poll(() => page.evaluate(`${all(CONVERSATION)}.length`), LOADING).toBeGreaterThan(0);
}

export async function signUp(page: EnginePage, url: string, name: string): Promise<void> {
  await page.goto(`${url}/register`);
  await fill(page, /^Username/, name);
  await fill(page, /^Email/, `${name}@example.org`);
  await fill(page, /^Password/, `${password}\n`);
  // A new user arrives at home.
  await click(page, "a[href='/']", /^Chats/);
  await expectSignedIn(page);
}

export async function signIn(page: EnginePage, url: string, name: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await fill(page, /^Username/, name);
  await fill(page, /^Password/, `${password}\n`);
  await expectSignedIn(page);
}

export async function openConversation(page: EnginePage, name: RegExp): Promise<void> {
  await click(page, CONVERSATION, name);
  await expect
    .poll(() => page.evaluate(`${all("h1")}.map((heading) => heading.textContent)`), LOADING)
    .toEqual([expect.stringMatching(name)]);
}

/** Types into the message field with the keyboard, after focusing it. */
export async function compose(page: EnginePage, text: string): Promise<void> {
  await click(page, "textarea", /^Message (to|in) /);
  await page.type(text);
}

export async function expectDraft(page: EnginePage, text: string): Promise<void> {
  await expect
    .poll(() => page.evaluate(`${all("textarea")}.map((field) => field.value)`), LOADING)
    .toEqual([text]);
}

/**
 * Waits until the log shows exactly one such message that ends with its text or with its progress.
 */
export async function expectMessage(page: EnginePage, text: string, progress = ""): Promise<void> {
  const shown = async (): Promise<string[]> => {
    const items = await page.evaluate<string[]>(
      `${all("[role=log] li")}.map((item) => item.textContent.trim())`,
    );
    return items.filter((item) => item.includes(text));
  };
  await expect
    .poll(shown, { message: text, ...RECOVERY })
    .toEqual([expect.stringMatching(new RegExp(`${progress}$`))]);
}

/** Waits until the app could start without a network: its service worker controls the page. */
export async function waitForServiceWorker(page: EnginePage): Promise<void> {
  await expect
    .poll(() => page.evaluate("navigator.serviceWorker.controller !== null"), RECOVERY)
    .toBe(true);
}

export async function chooseTheme(page: EnginePage, name: RegExp): Promise<void> {
  await click(page, "label:has(input[name=theme])", name);
}

/** The mean brightness of the page: 0 is black, 255 is white. */
export async function brightness(page: EnginePage): Promise<number> {
  const { channels } = await sharp(await page.screenshot()).stats();
  return channels.slice(0, 3).reduce((sum, { mean }) => sum + mean / 3, 0);
}
