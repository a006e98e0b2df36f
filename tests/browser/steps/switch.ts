import type { Locator, Page } from "@playwright/test";

/** The switch of a setting, which is the whole row. */
export function switchRow(page: Page, name: string): Locator {
  return page.locator("wa-switch", { has: page.getByText(name, { exact: true }) });
}
