import { expect, type Locator, type Page } from "@playwright/test";
import { patience } from "@rally/shared/server/testing";

/** How far a message of one's own has come, in the words that a screen reader says. */
export type Progress = "Waiting to be sent" | "Sent" | "Read" | "Not sent";

/** A conversation's line in the list, by the name of the other one, or the world's. */
export function inList(page: Page, name: string): Locator {
  return page
    .getByLabel("Conversations", { exact: true })
    .getByRole("listitem")
    .filter({ has: page.getByText(name, { exact: true }) })
    .getByRole("link");
}

export async function openConversation(page: Page, name: string): Promise<void> {
  await inList(page, name).click();
  await expectOpen(page, name);
}

export async function expectOpen(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
}

/** Finds somebody by the beginning of their name and opens the conversation with them. */
export async function startConversation(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "New conversation" }).click();
  const dialog = page.getByRole("dialog", { name: "New conversation" });
  await expect(dialog).toBeVisible();
  await page.getByRole("combobox", { name: "Find a person" }).fill(name);
  await page.getByRole("option", { name: `@${name}` }).click();
  // While it fades, it holds the keyboard.
  await expect(dialog).toBeHidden();
  await expectOpen(page, name);
}

/** The id of the conversation that is open. */
export async function conversationId(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname.slice("/c/".length);
}

export function composer(page: Page): Locator {
  return page.getByRole("textbox", { name: /^Message to / });
}

export async function say(page: Page, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    await composer(page).fill(text);
    await composer(page).press("Enter");
    await expect(message(page, text)).toBeVisible();
    await expect(composer(page)).toHaveValue("");
  }
}

export function log(page: Page): Locator {
  return page.getByRole("log", { name: "Messages" });
}

/** Everything in the list of messages: the messages, and the days between them. */
export function entries(page: Page): Locator {
  return log(page).getByRole("listitem");
}

/** The message that says `text` and nothing else. */
export function message(page: Page, text: string): Locator {
  return entries(page).filter({ has: page.getByText(text, { exact: true }) });
}

export async function expectProgress(
  page: Page,
  text: string,
  progress: Progress,
  within?: { timeout: number },
): Promise<void> {
  await expect(message(page, text).getByText(progress, { exact: true })).toBeAttached(within);
}

/** Everything that a message's menu offers is reached through here. */
export async function choose(page: Page, text: string, action: string): Promise<void> {
  const said = message(page, text);
  await said.hover();
  await said.getByRole("button", { name: /^Actions/ }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

export async function edit(page: Page, from: string, to: string): Promise<void> {
  await choose(page, from, "Edit");
  const field = page.getByRole("textbox", { name: "Edit message" });
  await expect(field).toHaveValue(from);
  await field.fill(to);
  await field.press("Enter");
  await expect(message(page, to)).toBeVisible();
}

export async function remove(page: Page, text: string): Promise<void> {
  await choose(page, text, "Delete");
  const dialog = page.getByRole("dialog", { name: "Delete this message?" });
  await expect(dialog).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(message(page, text)).toHaveCount(0);
}

export async function expectUnread(page: Page, name: string, count: number): Promise<void> {
  const badge = inList(page, name).getByText(/^\d+ unread$/);
  if (count === 0) await expect(badge).toHaveCount(0);
  else await expect(badge).toHaveText(`${count} unread`);
}

/** The line that says what stands between this device and the server. */
export function status(page: Page, words: string | RegExp): Locator {
  return page.getByRole("status").getByText(words);
}

/** Reconnecting is tried again after a pause that grows, and it may have grown for a while. */
export const RECOVERY = { timeout: 40_000 * patience };

export async function expectBackOnline(page: Page): Promise<void> {
  await expect(status(page, /Reconnecting|Offline|Sending/)).toHaveCount(0, RECOVERY);
}

/** Scrolls back through everything there is, as with a wheel. */
export async function scrollToBeginning(page: Page, eachStep?: () => Promise<void>): Promise<void> {
  const beginning = log(page).getByText(/This is (where the world chat begins|the beginning of)/);
  const scroll = async (): Promise<boolean> => {
    await page.mouse.wheel(0, -1_200);
    await eachStep?.();
    return beginning.isVisible();
  };
  await log(page).hover();
  await expect.poll(scroll, { intervals: [20], timeout: 40_000 * patience }).toBe(true);
  await page.mouse.wheel(0, -10_000);
  await expect(beginning).toBeInViewport();
}
