import type { Page } from "@playwright/test";
import { signUp } from "./steps/accounts.js";
import { composer, expectOpen, inList, openConversation, say } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

const sheet = (page: Page) => page.getByRole("dialog", { name: "Keyboard shortcuts" });

/** Each shortcut wraps the selection, a second press unwraps it, and the browser can undo both. */
function formatting(page: Page): Record<string, () => Promise<void>> {
  const check = (keys: string, marked: string) => async (): Promise<void> => {
    await composer(page).fill("one two");
    for (let step = 0; step < 3; step += 1) await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press(keys);
    await expect(composer(page)).toHaveValue(`one ${marked}`);
    await page.keyboard.press(keys);
    await expect(composer(page)).toHaveValue("one two");
    await page.keyboard.press("Control+z");
    await expect(composer(page)).toHaveValue(`one ${marked}`);
    await page.keyboard.press("Control+z");
    await expect(composer(page)).toHaveValue("one two");
    await composer(page).fill("");
  };
  return {
    bold: check("Control+b", "**two**"),
    italic: check("Control+i", "*two*"),
    code: check("Control+e", "`two`"),
    strike: check("Control+Shift+X", "~~two~~"),
  };
}

test("? opens and closes the sheet of shortcuts, and is a question mark in a field", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await signUp(page, "ada");
  await openConversation(page, "World chat");
  await composer(page).press("?");
  await expect(composer(page)).toHaveValue("?");
  await expect(sheet(page)).toHaveCount(0);
  // A shortcut with a modifier works in a field too.
  await composer(page).press("Control+/");
  await expect(sheet(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toBeHidden();

  await page.getByRole("link", { name: "Home", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Good / })).toBeFocused();
  await page.keyboard.press("?");
  await expect(sheet(page)).toBeVisible();
  await page.keyboard.press("?");
  await expect(sheet(page)).toBeHidden();

  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: /^Search chats/ })).toBeFocused();
  await page.keyboard.type("shortc");
  await page.keyboard.press("Enter");
  await expect(sheet(page)).toBeVisible();
});

test("every shortcut on the sheet works as described", async ({ newDevice }) => {
  const bea = await newMember(rally, "bea");
  const page = await newDevice(rally);
  await signUp(page, "cleo");
  await bea.greet("cleo", "Hi");
  await openConversation(page, "World chat");
  await say(page, "one", "two", "three");
  const rows = page.locator("rally-message-list .message");
  const row = (text: string) => rows.filter({ hasText: text });
  const chat = (name: string) => inList(page, name);
  const press = (keys: string) => page.keyboard.press(keys);

  const checks: Record<string, () => Promise<void>> = {
    search: async () => {
      await press("Control+k");
      await expect(page.getByRole("dialog", { name: "Search" })).toBeVisible();
      await press("Escape");
      await expect(page.getByRole("dialog", { name: "Search" })).toBeHidden();
    },
    shortcuts: async () => {
      await chat("World chat").focus();
      await press("?");
      await expect(sheet(page)).toBeVisible();
      await press("Escape");
      await expect(sheet(page)).toBeHidden();
    },
    send: async () => {
      await composer(page).fill("four");
      await press("Enter");
      await expect(row("four")).toBeVisible();
    },
    "new-line": async () => {
      await composer(page).fill("a line");
      await press("Shift+Enter");
      await expect(composer(page)).toHaveValue("a line\n");
      await composer(page).fill("");
    },
    ...formatting(page),
    "edit-last": async () => {
      await composer(page).focus();
      await press("ArrowUp");
      await expect(page.getByRole("textbox", { name: "Edit message" })).toHaveValue("four");
    },
    "call-off": async () => {
      await press("Escape");
      await expect(composer(page)).toHaveValue("");
    },
    "next-message": async () => {
      await row("four").focus();
      await press("ArrowUp");
      await expect(row("three")).toBeFocused();
      await press("ArrowDown");
      await expect(row("four")).toBeFocused();
    },
    ends: async () => {
      await press("Home");
      await expect(row("one")).toBeFocused();
      await press("End");
      await expect(row("four")).toBeFocused();
    },
    "message-menu": async () => {
      await press("Enter");
      await expect(page.getByRole("menuitem", { name: "Reply" })).toBeFocused();
      await press("Escape");
      await expect(row("four")).toBeFocused();
    },
    "next-chat": async () => {
      await chat("World chat").focus();
      await press("ArrowDown");
      await expect(chat("bea")).toBeFocused();
      await press("ArrowUp");
      await expect(chat("World chat")).toBeFocused();
    },
    "open-chat": async () => {
      await chat("bea").focus();
      await press("Enter");
      await expectOpen(page, "bea");
    },
  };
  for (const [id, check] of Object.entries(checks)) await test.step(id, check);

  await chat("bea").focus();
  await press("?");
  await expect(sheet(page)).toBeVisible();
  const listed = await page
    .locator("rally-shortcuts [data-id]")
    .evaluateAll((lines) => lines.map((line) => line.getAttribute("data-id")));
  expect(listed.sort()).toEqual(Object.keys(checks).sort());
});
