import {
  confirmEmail,
  forgotPassword,
  login,
  register,
  resetPassword,
} from "@rally/shared/accounts";
import { expect, signedIn, test } from "../steps/component.js";

test.describe("<rally-sign-in-page>", () => {
  test("shows and hides the password without changing it", async ({ page, show }) => {
    await show(({ html }) => html`<rally-sign-in-page></rally-sign-in-page>`);
    const password = page.getByLabel("Password", { exact: true });
    await password.fill("correct horse");
    const toggle = page.getByRole("button", { name: "Show password" });
    await toggle.click();
    await expect(toggle).toHaveAttribute("aria-pressed", "true");
    await expect(password).toHaveAttribute("type", "text");
    await expect(password).toHaveValue("correct horse");
    await toggle.click();
    await expect(password).toHaveAttribute("type", "password");
  });

  test("asks for the code, and starts over without the password", async ({
    page,
    server,
    show,
  }) => {
    server.refuse(login, "second_factor_required", { challenge: "a-challenge" });
    await show(({ html }) => html`<rally-sign-in-page></rally-sign-in-page>`);
    await page.getByLabel("Username or email").fill("ada");
    await page.getByLabel("Password", { exact: true }).fill("correct horse");
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Code")).toBeFocused();
    await page.getByRole("button", { name: "Start over" }).click();
    await expect(page.getByLabel("Username or email")).toHaveValue("ada");
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
  });

  test("shows whose session has ended, and that nothing is lost", async ({ page, show }) => {
    await show(({ html }) => html`<rally-sign-in-page again="ada"></rally-sign-in-page>`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome back");
    await expect(page.getByText(/Messages you haven't sent are safe/)).toBeVisible();
    await expect(page.getByLabel("Username or email")).toHaveValue("ada");
  });

  test("signs in", async ({ page, server, show, run }) => {
    server.answer(login, { ...signedIn, accessToken: "another-token" });
    await show(({ html }) => html`<rally-sign-in-page></rally-sign-in-page>`);
    await page.getByLabel("Username or email").fill("ada");
    await page.getByLabel("Password", { exact: true }).fill("correct horse");
    await page.keyboard.press("Enter");
    await expect.poll(() => run(({ session }) => session.accessToken())).toBe("another-token");
  });
});

test("<rally-register-page> signs in with the new account", async ({ page, server, show, run }) => {
  server.answer(register, { ...signedIn, accessToken: "another-token" });
  await show(({ html }) => html`<rally-register-page></rally-register-page>`);
  await page.getByLabel("Username").fill("ada");
  await page.getByLabel("Email").fill("ada@example.org");
  await page.getByLabel("Password", { exact: true }).fill("correct horse");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect.poll(() => run(({ session }) => session.accessToken())).toBe("another-token");
  expect(server.bodies(register)[0]).not.toHaveProperty("setupToken");
});

test("<rally-forgot-page> shows where the link was sent", async ({ page, server, show }) => {
  server.answer(forgotPassword, { asked: true });
  await show(({ html }) => html`<rally-forgot-page></rally-forgot-page>`);
  await page.getByLabel("Email").fill("ada@example.org");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeFocused();
  await expect(page.getByText(/account for ada@example.org/)).toBeVisible();
});

test.describe("<rally-reset-page>", () => {
  test("names the account whose password was changed", async ({ page, server, show }) => {
    server.answer(resetPassword, { username: "ada" });
    await show(({ html }) => html`<rally-reset-page .token=${"a-token"}></rally-reset-page>`);
    await page.getByLabel("New password").fill("battery staple");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Password changed" })).toBeFocused();
    await expect(page.getByText(/Sign in as ada/)).toBeVisible();
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.waitForURL("**/sign-in");
  });

  test("sends nothing with a truncated link, and explains why", async ({ page, server, show }) => {
    server.answer(resetPassword, { username: "ada" });
    await show(({ html }) => html`<rally-reset-page></rally-reset-page>`);
    await expect(page.getByText(/link is incomplete/)).toBeVisible();
    await page.getByLabel("New password").fill("battery staple");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Set password" })).toBeDisabled();
    expect(server.bodies(resetPassword)).toEqual([]);
  });
});

test.describe("<rally-confirm-page>", () => {
  test("confirms the address when the button is pressed, not before", async ({
    page,
    server,
    show,
  }) => {
    server.answer(confirmEmail, { email: "ada@example.org" });
    await show(({ html }) => html`<rally-confirm-page .token=${"a-token"}></rally-confirm-page>`);
    const confirm = page.getByRole("button", { name: "Confirm" });
    await expect(confirm).toBeEnabled();
    expect(server.bodies(confirmEmail)).toEqual([]);
    await confirm.click();
    await expect(page.getByRole("heading", { name: "You're all set" })).toBeFocused();
    await expect(page.getByText("ada@example.org is confirmed.")).toBeVisible();
    expect(server.bodies(confirmEmail)).toEqual([{ token: "a-token" }]);
  });

  for (const code of ["link_refused", "invalid_input"] as const) {
    test(`offers a new link when the server answers ${code}`, async ({ page, server, show }) => {
      server.refuse(confirmEmail, code);
      await show(({ html }) => html`<rally-confirm-page .token=${"a-token"}></rally-confirm-page>`);
      await page.getByRole("button", { name: "Confirm" }).press("Enter");
      await expect(page.getByText(/link has expired or was already used/)).toBeVisible();
      await page.getByRole("link", { name: "Settings" }).click();
      await page.waitForURL("**/settings");
    });
  }

  test("can be pressed again when the server was not reached", async ({ page, server, show }) => {
    await show(({ html }) => html`<rally-confirm-page .token=${"a-token"}></rally-confirm-page>`);
    const confirm = page.getByRole("button", { name: "Confirm" });
    await confirm.press("Enter");
    await expect(page.getByText("Can't reach the server.")).toBeVisible();
    await expect(confirm).toBeFocused();
    server.answer(confirmEmail, { email: "ada@example.org" });
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "You're all set" })).toBeFocused();
  });
});
