import type { Page } from "@playwright/test";
import { expectOpen } from "./conversation.js";

/** The pages of the settings, as the app calls them. */
export const settingsNames = [
  "Profile",
  "Appearance",
  "Notifications",
  "Privacy",
  "Devices",
  "Security",
  "Data",
] as const;

/** Opens a page of the settings as a user does: from the navigation, then from the list of pages. */
export async function openSettings(
  page: Page,
  name: (typeof settingsNames)[number],
): Promise<void> {
  await page.getByRole("link", { name: "Settings" }).first().click();
  await page.locator("rally-settings-sections .sections").getByRole("link", { name }).click();
  await expectOpen(page, name);
}
