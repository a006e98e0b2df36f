import { expect, type Page } from "@playwright/test";
import { patience } from "@rally/shared/server/testing";

export const password = "correct horse battery";

export function field(page: Page, label: string) {
  return page.getByLabel(label, { exact: true });
}

/** Creates an account as a newcomer does, and arrives at the conversations. */
export async function signUp(page: Page, name: string): Promise<void> {
  await page.goto("/register");
  await field(page, "User name").fill(name);
  await field(page, "E-mail").fill(`${name}@example.org`);
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expectSignedIn(page);
}

export async function signIn(page: Page, name: string): Promise<void> {
  await page.goto("/sign-in");
  await field(page, "User name or e-mail").fill(name);
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectSignedIn(page);
}

export async function expectSignedIn(page: Page): Promise<void> {
  // A password is hashed on purpose slowly, and a busy machine takes longer still.
  const slowly = { timeout: 15_000 * patience };
  await expect(page.getByLabel("Conversations", { exact: true })).toBeVisible(slowly);
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
}
