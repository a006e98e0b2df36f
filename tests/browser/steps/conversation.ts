import { expect, type Locator, type Page } from "@playwright/test";
import { timeoutFactor } from "@rally/shared/server/testing";

/** The progress of the user's own message, as a screen reader announces it. */
export type Progress = "Waiting to be sent" | "Sent" | "Read" | "Not sent";

/** A conversation's entry in the list, by the other member's name or the channel's. */
export function inList(page: Page, name: string): Locator {
  return page
    .getByLabel(/^(Your chats|Vos discussions)$/)
    .getByRole("listitem")
    .filter({ has: page.getByText(name, { exact: true }) })
    .getByRole("link");
}

export async function openConversation(page: Page, name: string): Promise<void> {
  // Settings and People show their own navigation in place of the list.
  const sections = page.locator("rally-settings-sections, rally-people-sections");
  if (await sections.first().isVisible())
    await page.locator("rally-navigation li a[href='/']").click();
  await inList(page, name).click();
  await expectOpen(page, name);
}

export async function expectOpen(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
}

/** Finds a person by the beginning of their name and opens the conversation with them. */
export async function startConversation(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "New chat" }).click();
  const dialog = page.getByRole("dialog", { name: "New chat" });
  await expect(dialog).toBeVisible();
  await page.getByRole("combobox", { name: "Find someone" }).fill(name);
  await page.getByRole("option", { name: `@${name}` }).click();
  // The dialog keeps the focus while it fades out.
  await expect(dialog).toBeHidden();
  await expectOpen(page, name);
}

/** The id of the open conversation. */
export async function conversationId(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname.slice("/c/".length);
}

export function composer(page: Page): Locator {
  return page.getByRole("textbox", { name: /^Message (to|in) / });
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

/** Everything in the list of messages: the messages and the day separators. */
export function entries(page: Page): Locator {
  return log(page).getByRole("listitem");
}

/** The message with exactly this text. */
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

/** Chooses an action from a message's menu. */
export async function choose(page: Page, text: string, action: string): Promise<void> {
  const row = message(page, text);
  await row.hover();
  await row.getByRole("button", { name: /^Actions/ }).click();
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
  await page.getByRole("button", { name: /^Delete( for everyone)?$/ }).click();
  await expect(dialog).toBeHidden();
  await expect(message(page, text)).toHaveCount(0);
}

export async function expectUnread(page: Page, name: string, count: number): Promise<void> {
  const badge = inList(page, name).getByText(/^\d+ unread$/);
  if (count === 0) await expect(badge).toHaveCount(0);
  else await expect(badge).toHaveText(`${count} unread`);
}

/** The status line about the connection to the server. */
export function status(page: Page, words: string | RegExp): Locator {
  return page.getByRole("status").getByText(words);
}

/** The pause between attempts to reconnect grows, and may have grown for a while. */
export const RECOVERY = { timeout: 40_000 * timeoutFactor };

export async function expectBackOnline(page: Page): Promise<void> {
  await expect(status(page, /Reconnecting|offline|Sending/)).toHaveCount(0, RECOVERY);
}

/** Scrolls back to the start of the history, as with a wheel. */
export async function scrollToBeginning(page: Page, eachStep?: () => Promise<void>): Promise<void> {
  const beginning = log(page).getByText(/This is the start of /);
  const scroll = async (): Promise<boolean> => {
    await page.mouse.wheel(0, -1_200);
    await eachStep?.();
    return beginning.isVisible();
  };
  await log(page).hover();
  await expect.poll(scroll, { intervals: [20], timeout: 40_000 * timeoutFactor }).toBe(true);
  await page.mouse.wheel(0, -10_000);
  await expect(beginning).toBeInViewport();
}
