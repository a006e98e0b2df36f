import type { Page } from "@playwright/test";
import { expectHome, expectSignedIn, field, password, signUp } from "./steps/accounts.js";
import { openConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

/**
 * Expects a field to be marked as invalid for screen readers too, with the reason as its
 * description.
 */
async function expectWrong(page: Page, label: string, reason: string): Promise<void> {
  await expect(field(page, label)).toHaveAttribute("aria-invalid", "true");
  await expect(field(page, label)).toHaveAccessibleDescription(new RegExp(reason));
  await expect(page.getByText(reason)).toBeVisible();
}

async function expectRight(page: Page, label: string): Promise<void> {
  await expect(field(page, label)).not.toHaveAttribute("aria-invalid", "true");
}

test("the link printed at first start creates the admin account, and works once", async ({
  newDevice,
}) => {
  const link = rally.adminSetupLink ?? "";
  expect(link).toContain("/setup#");
  const page = await newDevice(rally);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Set up Rally" })).toBeVisible();
  await field(page, "Username").fill("root_of_all");
  await field(page, "Email").fill("root@example.org");
  await field(page, "Password").fill(password);
  const answered = page.waitForResponse("**/api/v1/auth/register");
  await page.getByRole("button", { name: "Create account" }).click();
  await expectHome(page);
  expect(await (await answered).json()).toMatchObject({ data: { user: { role: "admin" } } });

  const another = await newDevice(rally);
  await another.goto(link);
  await field(another, "Username").fill("usurper");
  await field(another, "Email").fill("usurper@example.org");
  await field(another, "Password").fill(password);
  await another.getByRole("button", { name: "Create account" }).click();
  await expect(another.getByRole("alert")).toContainText("no longer valid");
});

test("the registration form shows each error beside its field and keeps the typed values", async ({
  newDevice,
}) => {
  await newMember(rally, "ada");
  const page = await newDevice(rally);
  await page.goto("/register");
  const create = page.getByRole("button", { name: "Create account" });

  await test.step("nothing filled in", async () => {
    await create.click();
    await expectWrong(page, "Username", "Choose a username.");
    await expectWrong(page, "Email", "Enter your email address.");
    await expectWrong(page, "Password", "Enter a password.");
    await expect(field(page, "Username")).toBeFocused();
  });

  await test.step("invalid values", async () => {
    await field(page, "Username").fill("Ada Lovelace");
    await field(page, "Email").fill("nowhere");
    await field(page, "Password").fill("short");
    for (const label of ["Username", "Email", "Password"]) await expectRight(page, label);
    await create.click();
    await expectWrong(page, "Username", "Use only lowercase letters, digits and _.");
    await expectWrong(page, "Email", "Enter a valid email address, like name@example.com.");
    await expectWrong(page, "Password", "Use at least 8 characters.");
  });

  await test.step("a username and an email address that are taken", async () => {
    await field(page, "Username").fill("ada");
    await field(page, "Email").fill("ADA@example.org");
    await field(page, "Password").fill(password);
    await create.click();
    await expectWrong(page, "Username", "This username is taken. Try another one.");
    await expectWrong(
      page,
      "Email",
      "Another account already uses this email address. Use a different one.",
    );
    await expect(field(page, "Username")).toHaveValue("ada");
    await expect(field(page, "Email")).toHaveValue("ADA@example.org");
    await expect(field(page, "Password")).toHaveValue(password);
  });

  await test.step("a field's error disappears as the user types in it", async () => {
    await field(page, "Username").fill("ada2");
    await expectRight(page, "Username");
    await expectWrong(
      page,
      "Email",
      "Another account already uses this email address. Use a different one.",
    );
    await field(page, "Email").fill("ada2@example.org");
    await create.click();
    await expectHome(page);
  });
});

test("a failed sign-in does not tell whether the name or the password was wrong, and keeps the typed values", async ({
  newDevice,
}) => {
  await newMember(rally, "ben");
  const page = await newDevice(rally);
  await page.goto("/sign-in");
  const refusals = [
    ["ben", "not the password"],
    ["nobody", password],
  ] as const;
  for (const [login, guess] of refusals) {
    await field(page, "Username or email").fill(login);
    await field(page, "Password").fill(guess);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("alert")).toHaveText("Wrong username or password.");
    await expect(field(page, "Username or email")).toHaveValue(login);
    await expect(field(page, "Password")).toHaveValue(guess);
  }
  await field(page, "Username or email").fill("BEN@example.org");
  await expect(page.getByText("Wrong username or password.")).toHaveCount(0);
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(field(page, "Password")).toHaveAttribute("type", "text");
  await field(page, "Password").press("Enter");
  await expectSignedIn(page);
});

test("a signed-out visit to an app address shows the sign-in page first and that address afterwards", async ({
  newDevice,
}) => {
  await newMember(rally, "cleo");
  const page = await newDevice(rally);
  await page.goto("/settings");
  await field(page, "Username or email").fill("cleo");
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
});

test("a form reports that the server is unreachable, and works once it is back", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await page.goto("/register");
  await expect(field(page, "Username")).toBeVisible();
  await waitForServiceWorker(page);
  await rally.kill();
  await field(page, "Username").fill("dora");
  await field(page, "Email").fill("dora@example.org");
  await field(page, "Password").fill(password);
  const create = page.getByRole("button", { name: "Create account" });
  await create.click();
  await expect(page.getByRole("alert")).toContainText("Can't reach the server.");
  await rally.startAgain();
  await create.click();
  await expectHome(page);
});

test("a returning user is still signed in", async ({ newProfile }) => {
  const profile = newProfile(rally);
  await signUp(await profile.open(), "eve");
  await profile.close();
  const page = await profile.open();
  await page.goto("/");
  await openConversation(page, "World chat");
});
