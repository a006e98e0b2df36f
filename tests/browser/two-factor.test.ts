import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { TOTP } from "otpauth";
import { expectSignedIn, field, password, signOut, signUp } from "./steps/accounts.js";
import { expectOpen } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

async function openSecurity(page: Page): Promise<void> {
  await page.goto("/settings/security");
  await expectOpen(page, "Security");
}

/** Sets up an authenticator app with the key shown beside the QR code. @returns the app */
async function scan(page: Page): Promise<TOTP> {
  await expect(page.getByRole("img", { name: "QR code with the key" })).toBeVisible();
  const key = await page.locator("rally-two-factor code").innerText();
  return new TOTP({ secret: key.replaceAll(" ", "") });
}

const codeAt = (app: TOTP, step: number): string =>
  app.generate({ timestamp: Date.now() + step * 30_000 });

async function enterPassword(page: Page, name: string): Promise<void> {
  await page.goto("/sign-in");
  await field(page, "Username or email").fill(name);
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
}

test("a user turns two-factor sign-in on, signs in with a code and a recovery code, and turns it off", async ({
  newDevice,
}) => {
  test.slow();
  const page = await newDevice(rally);
  await signUp(page, "ada");
  await openSecurity(page);
  let app = new TOTP();
  let recoveryCodes: string[] = [];

  await test.step("it is set up with an app, after a wrong code", async () => {
    await page.getByRole("button", { name: "Turn on" }).click();
    app = await scan(page);
    const code = field(page, "Code from the app");
    await expect(code).toBeFocused();
    await code.fill("000000");
    await page.getByRole("button", { name: "Turn on" }).click();
    await expect(code).toHaveAccessibleDescription(/is wrong or was already used/);
    await code.fill(codeAt(app, -1));
    await page.getByRole("button", { name: "Turn on" }).click();
  });

  await test.step("recovery codes are shown once and can be downloaded", async () => {
    await expect(page.getByRole("heading", { name: "Save your recovery codes" })).toBeFocused();
    recoveryCodes = await page.locator("rally-recovery-codes li").allInnerTexts();
    expect(recoveryCodes).toHaveLength(10);
    await page.getByRole("link", { name: "People" }).first().click();
    const warning = page.getByRole("dialog", { name: "Leave without saving your recovery codes?" });
    await expect(warning).toBeVisible();
    const shown = page.locator("rally-recovery-codes");
    await shown.getByRole("button", { name: "Cancel" }).click();
    await expect(warning).toBeHidden();
    await expect(page.getByRole("heading", { name: "Save your recovery codes" })).toBeVisible();
    const downloading = page.waitForEvent("download");
    await page.locator("rally-recovery-codes").getByRole("button", { name: "Download" }).click();
    const file = await readFile(await (await downloading).path(), "utf8");
    for (const code of recoveryCodes) expect(file).toContain(code);
    await page.getByRole("button", { name: "I've saved them" }).click();
    await expect(page.getByText("10 recovery codes left")).toBeVisible();
  });

  await test.step("the user signs in with a code", async () => {
    await signOut(page);
    await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
    await enterPassword(page, "ada");
    await expect(field(page, "Code")).toBeFocused();
    await field(page, "Code").fill("111111");
    await field(page, "Code").press("Enter");
    await expect(field(page, "Code")).toHaveAccessibleDescription(/is wrong or was already used/);
    await field(page, "Code").fill(codeAt(app, 0));
    await field(page, "Code").press("Enter");
    await expectSignedIn(page);
  });

  await test.step("the user signs in with a recovery code", async () => {
    const another = await newDevice(rally);
    await enterPassword(another, "ada");
    await another.getByRole("button", { name: "Use a recovery code" }).click();
    await field(another, "Recovery code").fill(recoveryCodes[3] ?? "");
    await another.getByRole("button", { name: "Sign in", exact: true }).click();
    await expectSignedIn(another);
  });

  await test.step("the user turns it off", async () => {
    await openSecurity(page);
    await expect(page.getByText("9 recovery codes left")).toBeVisible();
    await page.getByRole("button", { name: "Turn off" }).click();
    await expect(page.getByRole("button", { name: "Turn on" })).toBeVisible();
  });
});
