import { timeoutFactor } from "@rally/shared/server/testing";
import { arrival } from "./steps/mail.js";
import { expectSignedIn, field, password, signIn, signUp } from "./steps/accounts.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { openSettings } from "./steps/settings.js";

const rally = useRally();

test("a password is reset by the link in the email", async ({ newDevice }) => {
  await newMember(rally, "ada");
  const page = await newDevice(rally);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(field(page, "Email")).toHaveAccessibleDescription(/Enter your email address/);
  await field(page, "Email").fill("ada@example.org");
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeFocused();

  const { link } = await arrival(rally, "ada@example.org", /new password/);
  await page.goto(link);
  await expect(page).toHaveURL("/reset");
  await field(page, "New password").fill("short");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(field(page, "New password")).toHaveAccessibleDescription(
    /Use at least 8 characters\./,
  );
  await field(page, "New password").fill("another fine password");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByRole("heading", { name: "Password changed" })).toBeFocused();
  await page.getByRole("link", { name: "Sign in" }).click();
  await field(page, "Username or email").fill("ada");
  await field(page, "Password").fill("another fine password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectSignedIn(page);

  const late = await newDevice(rally);
  await late.goto(link);
  await field(late, "New password").fill("a third fine password");
  await late.getByRole("button", { name: "Set password" }).click();
  await expect(late.getByRole("alert")).toContainText("This link has expired or was already used");
  await expect(field(late, "New password")).toHaveValue("a third fine password");
});

test("an email address is confirmed by the link in the email, and the settings show it", async ({
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
  await expect(page.getByText("bea@example.org is confirmed.")).toBeVisible();
  await page.goto("/settings");
  await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();
});

test("a revoked session is signed out within a second", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await signUp(page, "cleo");
  const lost = await newDevice(rally, {
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  });
  await signIn(lost, "cleo");
  await openSettings(lost, "Devices");
  await expect(lost.getByRole("heading", { name: "Where you're signed in" })).toBeVisible();
  await page.goto("/settings/devices");
  await expect(page.getByText("This device").first()).toBeVisible();
  const revoked = page.waitForResponse((response) => response.request().method() === "DELETE");
  await page.getByRole("button", { name: "Sign out Firefox on Linux" }).click();
  expect((await revoked).status()).toBe(200);
  await expect(lost.getByText("You've been signed out.")).toBeVisible({
    timeout: 1_000 * timeoutFactor,
  });
  await expect(page.getByRole("button", { name: "Sign out Firefox on Linux" })).toHaveCount(0);
  await lost.getByRole("link", { name: "Sign in again" }).click();
  await expect(lost.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await field(lost, "Password").fill(password);
  await lost.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectSignedIn(lost);
});

test("the settings rename the account and delete it permanently", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await signUp(page, "dora");
  await newMember(rally, "eve");
  await page.goto("/settings");
  await page.getByRole("button", { name: "Change username" }).click();
  await field(page, "New username").fill("eve");
  await page.getByRole("button", { name: "Change username" }).click();
  await expect(field(page, "New username")).toHaveAccessibleDescription(/This username is taken/);
  await field(page, "New username").fill("dorothea");
  await page.getByRole("button", { name: "Change username" }).click();
  await expect(page.getByText("Username changed.")).toBeVisible();
  await expect(page.getByText("@dorothea").first()).toBeVisible();

  await openSettings(page, "Data");
  await page.getByRole("button", { name: "Delete…" }).click();
  await field(page, "Your password").fill("not the password");
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await expect(field(page, "Your password")).toHaveAccessibleDescription(/Wrong password/);
  await field(page, "Your password").fill(password);
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
