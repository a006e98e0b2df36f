import { patience } from "@rally/shared/server/testing";
import { arrival } from "./steps/mail.js";
import { expectSignedIn, field, password, signIn, signUp } from "./steps/accounts.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

test("resets a password from the mail that arrived", async ({ newDevice }) => {
  await newMember(rally, "ada");
  const page = await newDevice(rally);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(field(page, "E-mail")).toHaveAccessibleDescription(/Enter your e-mail address/);
  await field(page, "E-mail").fill("ada@example.org");
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByRole("heading", { name: "Look into your mail" })).toBeFocused();

  const { link } = await arrival(rally, "ada@example.org", /new password/);
  await page.goto(link);
  await expect(page).toHaveURL("/reset");
  await field(page, "New password").fill("short");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(field(page, "New password")).toHaveAccessibleDescription(/At least 8 characters\./);
  await field(page, "New password").fill("another fine password");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByRole("heading", { name: "Your password is set" })).toBeFocused();
  await page.getByRole("link", { name: "Sign in" }).click();
  await field(page, "User name or e-mail").fill("ada");
  await field(page, "Password").fill("another fine password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectSignedIn(page);

  const late = await newDevice(rally);
  await late.goto(link);
  await field(late, "New password").fill("a third fine password");
  await late.getByRole("button", { name: "Set the password" }).click();
  await expect(late.getByRole("alert")).toContainText("This link was used already");
  await expect(field(late, "New password")).toHaveValue("a third fine password");
});

test("confirms an e-mail address from the mail that arrived, and sees it in the settings", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await signUp(page, "bea");
  await page.goto("/settings");
  await expect(page.getByText("Not confirmed")).toBeVisible();
  const { link } = await arrival(rally, "bea@example.org", /Confirm/);
  await page.goto(link);
  await expect(page).toHaveURL("/confirm");
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("bea@example.org is your address.")).toBeVisible();
  await page.goto("/settings");
  await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();
});

test("revokes a session and sees it end within a second", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await signUp(page, "cleo");
  const lost = await newDevice(rally, {
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  });
  await signIn(lost, "cleo");
  await lost.getByRole("link", { name: "Settings" }).click();
  await expect(lost.getByRole("heading", { name: "Where you are signed in" })).toBeVisible();
  await page.goto("/settings");
  await expect(page.getByText("This device").first()).toBeVisible();
  const revoked = page.waitForResponse((response) => response.request().method() === "DELETE");
  await page.getByRole("button", { name: "Sign out Firefox on Linux" }).click();
  expect((await revoked).status()).toBe(200);
  await expect(lost.getByText("You were signed out.")).toBeVisible({ timeout: 1_000 * patience });
  await expect(page.getByRole("button", { name: "Sign out Firefox on Linux" })).toHaveCount(0);
  await lost.getByRole("link", { name: "Sign in again" }).click();
  await expect(lost.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await field(lost, "Password").fill(password);
  await lost.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectSignedIn(lost);
});

test("renames, and deletes the account for good, from the settings", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await signUp(page, "dora");
  await newMember(rally, "eve");
  await page.goto("/settings");
  await page.getByRole("button", { name: "Rename" }).click();
  await field(page, "New user name").fill("eve");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(field(page, "New user name")).toHaveAccessibleDescription(/Somebody has this name/);
  await field(page, "New user name").fill("dorothea");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByText("Renamed.")).toBeVisible();
  await expect(page.getByText("@dorothea").first()).toBeVisible();

  await page.getByRole("button", { name: "Delete…" }).click();
  await field(page, "Your password").fill("not the password");
  await page.getByRole("button", { name: "Delete it for good" }).click();
  await expect(field(page, "Your password")).toHaveAccessibleDescription(
    /That is not your password/,
  );
  await field(page, "Your password").fill(password);
  await page.getByRole("button", { name: "Delete it for good" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
