import { expect, type Page } from "@playwright/test";
import { timeoutFactor } from "@rally/shared/server/testing";

export const password = "correct horse battery";

export function field(page: Page, label: string) {
  return page.getByLabel(label, { exact: true });
}

/** Creates an account as a newcomer does, and goes on from home to the conversations. */
export async function signUp(page: Page, name: string): Promise<void> {
  await register(page, name);
  await page.locator('rally-navigation li a[href="/"]').click();
  await expectSignedIn(page);
}

/** Creates an account as a newcomer does, and arrives at home. */
export async function register(page: Page, name: string): Promise<void> {
  await page.goto("/register");
  await field(page, "Username").fill(name);
  await field(page, "Email").fill(`${name}@example.org`);
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expectHome(page);
}

/** Creates the account `root` of the server's first administrator, and arrives at home. */
export async function setUpAdmin(
  page: Page,
  { adminSetupLink }: { adminSetupLink: string | undefined },
): Promise<void> {
  await page.goto(adminSetupLink ?? "");
  await field(page, "Username").fill("root");
  await field(page, "Email").fill("root@example.org");
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expectHome(page);
}

export async function signIn(page: Page, name: string): Promise<void> {
  await page.goto("/sign-in");
  await field(page, "Username or email").fill(name);
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectSignedIn(page);
}

/** Waits for home, where a new user arrives. */
export async function expectHome(page: Page): Promise<void> {
  await expect(page).toHaveURL("/home", { timeout: 15_000 * timeoutFactor });
  await expect(page.locator("rally-home-page h1")).toBeVisible();
}

export async function expectSignedIn(page: Page): Promise<void> {
  // Password hashing is slow on purpose, and slower on a busy machine.
  const slowly = { timeout: 15_000 * timeoutFactor };
  await expect(page.getByLabel(/^(Your chats|Vos discussions)$/)).toBeVisible(slowly);
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
}
