import type { Page } from "@playwright/test";
import { field } from "./accounts.js";
import { expectOpen } from "./conversation.js";
import { expect } from "./device.js";

/** Creates a channel and opens it. */
export async function newChannel(
  page: Page,
  name: string,
  { access = "Public", topic = "" } = {},
): Promise<void> {
  await page.getByRole("button", { name: "New chat" }).click();
  await page.getByRole("link", { name: "New channel" }).click();
  await field(page, "Channel name").fill(name);
  await field(page, "Topic (optional)").fill(topic);
  await page.getByRole("radio", { name: new RegExp(`^${access}`) }).check();
  await page.getByRole("button", { name: "Create channel" }).click();
  await expectOpen(page, name);
}

/** Opens the directory of channels. */
export async function browse(page: Page): Promise<void> {
  await page.goto("/channels");
  await expect(page.getByRole("heading", { level: 1, name: "Channels" })).toBeVisible();
}

/** A channel in the directory. */
export const listed = (page: Page, name: string) =>
  page.getByRole("list", { name: "Channels" }).getByRole("listitem").filter({ hasText: name });

/** The details of the open conversation. */
export const details = (page: Page) => page.getByRole("complementary", { name: "Details" });
