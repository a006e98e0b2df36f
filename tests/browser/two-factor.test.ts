import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { TOTP } from "otpauth";
import { expectSignedIn, field, password, signOut, signUp } from "./steps/accounts.js";
import { expectOpen } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

async function openSettings(page: Page): Promise<void> {
  await page.goto("/settings");
  await expectOpen(page, "Settings");
}

/** Scans the QR code, as far as a test can: by the key beside it. @returns the app. */
async function scan(page: Page): Promise<TOTP> {
  await expect(page.getByRole("img", { name: "QR code of the key" })).toBeVisible();
  const key = await page.locator("rally-two-factor code").innerText();
  return new TOTP({ secret: key.replaceAll(" ", "") });
}

const codeAt = (app: TOTP, step: number): string =>
  app.generate({ timestamp: Date.now() + step * 30_000 });

async function enterPassword(page: Page, name: string): Promise<void> {
  await page.goto("/sign-in");
  await field(page, "User name or e-mail").fill(name);
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
}

test("one turns two-factor sign-in on, signs in with a code, then with a recovery code, and turns it off", async ({
  newDevice,
}) => {
  test.slow();
  const page = await newDevice(rally);
  await signUp(page, "ada");
  await openSettings(page);
  let app = new TOTP();
  let recoveryCodes: string[] = [];

  await test.step("set up with an app, and a wrong code first", async () => {
    await page.getByRole("button", { name: "Turn on" }).click();
    app = await scan(page);
    const code = field(page, "Code that the app shows");
    await expect(code).toBeFocused();
    await code.fill("000000");
    await page.getByRole("button", { name: "Turn on" }).click();
    await expect(code).toHaveAccessibleDescription(/does not fit/);
    await code.fill(codeAt(app, -1));
    await page.getByRole("button", { name: "Turn on" }).click();
  });

  await test.step("recovery codes are shown once, and can be downloaded", async () => {
    await expect(page.getByRole("heading", { name: "Keep these recovery codes" })).toBeFocused();
    recoveryCodes = await page.locator("rally-recovery-codes li").allInnerTexts();
    expect(recoveryCodes).toHaveLength(10);
    await page.getByRole("link", { name: "People" }).first().click();
    const warning = page.getByRole("dialog", { name: "Leave without your recovery codes?" });
    await expect(warning).toBeVisible();
    const shown = page.locator("rally-recovery-codes");
    await shown.getByRole("button", { name: "Cancel" }).click();
    await expect(warning).toBeHidden();
    await expect(page.getByRole("heading", { name: "Keep these recovery codes" })).toBeVisible();
    const downloading = page.waitForEvent("download");
    await page.locator("rally-recovery-codes").getByRole("button", { name: "Download" }).click();
    const file = await readFile(await (await downloading).path(), "utf8");
    for (const code of recoveryCodes) expect(file).toContain(code);
    await page.getByRole("button", { name: "I have kept them" }).click();
    await expect(page.getByText("10 recovery codes left")).toBeVisible();
  });

  await test.step("sign in with a code", async () => {
    await signOut(page);
    await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
    await enterPassword(page, "ada");
    await expect(field(page, "Code")).toBeFocused();
    await field(page, "Code").fill("111111");
    await field(page, "Code").press("Enter");
    await expect(field(page, "Code")).toHaveAccessibleDescription(/does not fit/);
    await field(page, "Code").fill(codeAt(app, 0));
    await field(page, "Code").press("Enter");
    await expectSignedIn(page);
  });

  await test.step("sign in with a recovery code", async () => {
    const another = await newDevice(rally);
    await enterPassword(another, "ada");
    await another.getByRole("button", { name: "Use a recovery code" }).click();
    await field(another, "Recovery code").fill(recoveryCodes[3] ?? "");
    await another.getByRole("button", { name: "Sign in", exact: true }).click();
    await expectSignedIn(another);
  });

  await test.step("turn it off", async () => {
    await openSettings(page);
    await expect(page.getByText("9 recovery codes left")).toBeVisible();
    await page.getByRole("button", { name: "Turn off" }).click();
    await expect(page.getByRole("button", { name: "Turn on" })).toBeVisible();
  });
});
