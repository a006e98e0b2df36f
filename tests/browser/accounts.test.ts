import type { Page } from "@playwright/test";
import { expectSignedIn, field, password, signUp } from "./steps/accounts.js";
import { openConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

/** A field is wrong for a screen reader too: it is marked, and described by the reason. */
async function expectWrong(page: Page, label: string, reason: string): Promise<void> {
  await expect(field(page, label)).toHaveAttribute("aria-invalid", "true");
  await expect(field(page, label)).toHaveAccessibleDescription(new RegExp(reason));
  await expect(page.getByText(reason)).toBeVisible();
}

async function expectRight(page: Page, label: string): Promise<void> {
  await expect(field(page, label)).not.toHaveAttribute("aria-invalid", "true");
}

test("the link printed at first start makes the admin, once", async ({ newDevice }) => {
  const link = rally.adminSetupLink ?? "";
  expect(link).toContain("/setup#");
  const page = await newDevice(rally);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Set up Rally" })).toBeVisible();
  await field(page, "User name").fill("root_of_all");
  await field(page, "E-mail").fill("root@example.org");
  await field(page, "Password").fill(password);
  const answered = page.waitForResponse("**/api/v1/auth/register");
  await page.getByRole("button", { name: "Create account" }).click();
  await expectSignedIn(page);
  expect(await (await answered).json()).toMatchObject({ data: { user: { role: "admin" } } });

  const another = await newDevice(rally);
  await another.goto(link);
  await field(another, "User name").fill("usurper");
  await field(another, "E-mail").fill("usurper@example.org");
  await field(another, "Password").fill(password);
  await another.getByRole("button", { name: "Create account" }).click();
  await expect(another.getByRole("alert")).toContainText("no longer valid");
});

test("the registration form says what is wrong beside each field, and keeps what was typed", async ({
  newDevice,
}) => {
  await newMember(rally, "ada");
  const page = await newDevice(rally);
  await page.goto("/register");
  const create = page.getByRole("button", { name: "Create account" });

  await test.step("nothing filled in", async () => {
    await create.click();
    await expectWrong(page, "User name", "Choose a user name.");
    await expectWrong(page, "E-mail", "Enter your e-mail address.");
    await expectWrong(page, "Password", "Enter a password.");
    await expect(field(page, "User name")).toBeFocused();
  });

  await test.step("the wrong form", async () => {
    await field(page, "User name").fill("Ada Lovelace");
    await field(page, "E-mail").fill("nowhere");
    await field(page, "Password").fill("short");
    for (const label of ["User name", "E-mail", "Password"]) await expectRight(page, label);
    await create.click();
    await expectWrong(page, "User name", "Small letters, digits and _ only.");
    await expectWrong(page, "E-mail", "This does not look like an e-mail address.");
    await expectWrong(page, "Password", "At least 8 characters.");
  });

  await test.step("a name and an address that are taken", async () => {
    await field(page, "User name").fill("ada");
    await field(page, "E-mail").fill("ADA@example.org");
    await field(page, "Password").fill(password);
    await create.click();
    await expectWrong(page, "User name", "Somebody has this name already.");
    await expectWrong(page, "E-mail", "There is an account with this address already.");
    await expect(field(page, "User name")).toHaveValue("ada");
    await expect(field(page, "E-mail")).toHaveValue("ADA@example.org");
    await expect(field(page, "Password")).toHaveValue(password);
  });

  await test.step("an error goes as one types in its field", async () => {
    await field(page, "User name").fill("ada2");
    await expectRight(page, "User name");
    await expectWrong(page, "E-mail", "There is an account with this address already.");
    await field(page, "E-mail").fill("ada2@example.org");
    await create.click();
    await expectSignedIn(page);
  });
});

test("a wrong password is refused without telling which was wrong, and what was typed stays", async ({
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
    await field(page, "User name or e-mail").fill(login);
    await field(page, "Password").fill(guess);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("alert")).toHaveText("That name and password do not go together.");
    await expect(field(page, "User name or e-mail")).toHaveValue(login);
    await expect(field(page, "Password")).toHaveValue(guess);
  }
  await field(page, "User name or e-mail").fill("BEN@example.org");
  await expect(page.getByText("That name and password do not go together.")).toHaveCount(0);
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(field(page, "Password")).toHaveAttribute("type", "text");
  await field(page, "Password").press("Enter");
  await expectSignedIn(page);
});

test("an address of the app shows the sign-in page first, and itself afterwards", async ({
  newDevice,
}) => {
  await newMember(rally, "cleo");
  const page = await newDevice(rally);
  await page.goto("/settings");
  await field(page, "User name or e-mail").fill("cleo");
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
});

test("with the server gone the form says so, and works once it is back", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await page.goto("/register");
  await expect(field(page, "User name")).toBeVisible();
  await waitForServiceWorker(page);
  await rally.kill();
  await field(page, "User name").fill("dora");
  await field(page, "E-mail").fill("dora@example.org");
  await field(page, "Password").fill(password);
  const create = page.getByRole("button", { name: "Create account" });
  await create.click();
  await expect(page.getByRole("alert")).toContainText("The server cannot be reached.");
  await rally.startAgain();
  await create.click();
  await expectSignedIn(page);
});

test("one stays signed in when one comes back", async ({ newProfile }) => {
  const profile = newProfile(rally);
  await signUp(await profile.open(), "eve");
  await profile.close();
  const page = await profile.open();
  await page.goto("/");
  await openConversation(page, "World chat");
});
