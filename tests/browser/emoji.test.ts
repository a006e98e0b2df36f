import type { Locator, Page } from "@playwright/test";
import {
  composer,
  message,
  openConversation,
  say,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

function picker(page: Page): Locator {
  return page.getByRole("dialog", { name: "Emoji" });
}

async function openPicker(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Emoji", exact: true }).click();
  await expect(picker(page)).toBeVisible();
  await expect(picker(page).getByRole("searchbox")).toBeFocused();
}

function options(page: Page): Locator {
  return page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
}

test("the keyboard alone searches the emoji, moves in the grid and types one at the caret", async ({
  newUsers,
}) => {
  const [page] = await newUsers(rally, "ada", "ben");
  await startConversation(page, "ben");
  await composer(page).fill("Well done!");
  await composer(page).press("End");
  await composer(page).press("ArrowLeft");
  await openPicker(page);
  await page.keyboard.type("party popper");
  await expect(picker(page).getByRole("gridcell")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(picker(page)).toBeHidden();
  await expect(composer(page)).toBeFocused();
  await expect(composer(page)).toHaveValue("Well done🎉!");

  await openPicker(page);
  // The emoji chosen last come first.
  await page.keyboard.press("ArrowDown");
  await expect(picker(page).getByRole("gridcell", { name: "party popper" }).first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(
    picker(page).getByRole("gridcell", { name: "grinning face", exact: true }),
  ).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.press("Escape");
  await expect(picker(page)).toBeHidden();
  await expect(composer(page)).toHaveValue("Well done🎉😀!");
});

test("the skin tone is kept on this device, also for completed names", async ({ newUsers }) => {
  const [page] = await newUsers(rally, "cora", "dan");
  await startConversation(page, "dan");
  await openPicker(page);
  await picker(page).getByRole("button", { name: "Skin tone" }).click();
  await picker(page).getByTitle("Dark skin tone", { exact: true }).click();
  await expect(picker(page).getByRole("button", { name: "Skin tone" })).toBeFocused();
  await picker(page).getByRole("searchbox").fill("thumbs up");
  await picker(page).getByRole("gridcell", { name: "thumbs up" }).click();
  await expect(composer(page)).toHaveValue("👍🏿");
  await page.reload();
  await composer(page).fill("");
  await composer(page).pressSequentially(":wav");
  await expect(options(page).first()).toContainText("👋🏿");
});

test("a name between colons is completed in the list, or replaced when it is typed whole", async ({
  newUsers,
}) => {
  const [page] = await newUsers(rally, "eve", "finn");
  await startConversation(page, "finn");
  await composer(page).pressSequentially("hi :smi");
  await expect(options(page).first()).toContainText(":smiley:");
  await expect(composer(page)).toHaveAttribute("aria-activedescendant", "slash-option-0");
  await page.keyboard.press("Enter");
  await expect(composer(page)).toHaveValue("hi 😃");
  await expect(options(page)).toHaveCount(0);
  await composer(page).pressSequentially(" :tada:");
  await expect(composer(page)).toHaveValue("hi 😃 🎉");
  // Undone, it stays as it was typed.
  await page.keyboard.press("ControlOrMeta+z");
  await expect(composer(page)).toHaveValue("hi 😃 :tada:");
  await composer(page).fill("at 10:30 :)");
  await composer(page).press("Enter");
  await expect(message(page, "at 10:30 :)")).toBeVisible();
});

test("any emoji can be a reaction", async ({ newUsers }) => {
  const [page, other] = await newUsers(rally, "gus", "hana");
  await startConversation(page, "hana");
  await say(page, "Look at this bird");
  await openConversation(other, "gus");
  const row = message(other, "Look at this bird");
  await row.hover();
  await row.getByRole("button", { name: /^Actions for/ }).click();
  await other.getByRole("menuitem", { name: "More reactions" }).click();
  await expect(picker(other).getByRole("searchbox")).toBeFocused();
  await other.keyboard.type("parrot");
  await other.keyboard.press("Enter");
  await expect(picker(other)).toBeHidden();
  await expect(
    message(page, "Look at this bird").getByRole("button", { name: /^🦜 ?1$/ }),
  ).toBeVisible();
});
