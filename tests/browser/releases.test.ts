import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { signUp } from "./steps/accounts.js";
import {
  composer,
  expectOpen,
  expectProgress,
  inList,
  openConversation,
  say,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { buildRallyWithoutWorker, buildRenamedRally } from "./steps/newer-app.js";
import { useRally } from "./steps/rally.js";
import { openSettings } from "./steps/settings.js";

const rally = useRally();

/**
 * Simulates a browser without service workers, as private windows of some browsers are: every chunk
 * comes from the server.
 */
async function forbidWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    navigator.serviceWorker.register = () =>
      Promise.reject(new DOMException("The operation is insecure.", "SecurityError"));
  });
}

/** Opens a page whose chunks were not loaded yet. @returns the chunks that this fetched */
async function openPart(page: Page, name: string): Promise<string[]> {
  const fetched: string[] = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith("/assets/") && response.ok()) fetched.push(pathname);
  });
  await page.getByRole("link", { name }).first().click();
  return fetched;
}

test("a page whose chunk fails to load shows an error in its place, and loads on retry", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await forbidWorkers(page);
  await signUp(page, "cleo");
  await openConversation(page, "World chat");
  await page.route("**/assets/rally-settings-page*", (route) => route.abort());
  await page.getByRole("link", { name: "Settings" }).first().click();
  await expect(page.getByRole("heading", { name: "Couldn't load this page" })).toBeVisible();
  await expect(page.locator("rally-settings-sections").getByText("Privacy")).toBeVisible();
  await openConversation(page, "World chat");
  await say(page, "Still here");
  await page.getByRole("link", { name: "Settings" }).first().click();
  await expect(page.getByRole("heading", { name: "Couldn't load this page" })).toBeVisible();
  await page.unroute("**/assets/rally-settings-page*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expectOpen(page, "Profile");
});

test("a dialog whose chunk fails to load shows an error, and opens on retry", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await forbidWorkers(page);
  await signUp(page, "dan");
  await page.route("**/assets/rally-new-conversation*", (route) => route.abort());
  await page.getByRole("button", { name: "New chat" }).click();
  const alert = page.getByRole("alert").getByText("Couldn't load this.");
  await expect(alert).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(alert).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(alert).toHaveCount(0);
  await expect(inList(page, "World chat")).toBeVisible();

  await page.getByRole("button", { name: "New chat" }).click();
  await expect(alert).toBeVisible();
  await page.unroute("**/assets/rally-new-conversation*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(alert).toHaveCount(0);
  await expect(page.getByRole("dialog", { name: "New chat" })).toBeVisible();
});

test("a part of a page whose chunk fails to load shows an error in its place", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await forbidWorkers(page);
  await signUp(page, "fay");
  await page.route("**/assets/rally-presence-settings*", (route) => route.abort());
  await openSettings(page, "Privacy");
  await expect(page.getByText("Couldn't load this section.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Blocked and ignored" })).toBeVisible();
  await page.unroute("**/assets/rally-presence-settings*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Appear offline")).toBeVisible();
});

test("a tab of a replaced build loads its chunks from the kept releases, or shows an error in their place", async ({
  newDevice,
}) => {
  test.slow();
  const page = await newDevice(rally);
  await forbidWorkers(page);
  await signUp(page, "ada");
  await openConversation(page, "World chat");
  const newer = await buildRenamedRally();
  await rally.stop();
  await rally.startAgain(newer.start);

  await test.step("the old release is kept", async () => {
    const fetched = await openPart(page, "Settings");
    await expectOpen(page, "Profile");
    expect(fetched.filter((path) => path.includes("rally-settings-page"))).toHaveLength(1);
    expect(fetched.join()).not.toContain("-newer");
  });

  await test.step("the old release is gone", async () => {
    await rm(join(rally.dataDirectory, "releases"), { recursive: true });
    await openPart(page, "People");
    const failed = page.getByRole("heading", { name: "Couldn't load this page" });
    await expect(failed).toBeVisible();
    await expect(page.getByRole("link", { name: "Chats" })).toBeVisible();
  });

  await test.step("a reload gets the page from the new build", async () => {
    const fetched: string[] = [];
    page.on("response", (response) => void fetched.push(response.url()));
    await page.getByRole("main").getByRole("button", { name: "Reload" }).click();
    await expectOpen(page, "Friends");
    expect(fetched.join()).toContain("-newer");
  });
  await newer.remove();
});

test("without service workers the app works and shows no notice", async ({ newDevice }) => {
  const without = await buildRallyWithoutWorker();
  await rally.stop();
  await rally.startAgain(without.start);
  const page = await newDevice(rally);
  const refused = page.waitForEvent("console", (line) =>
    line.text().includes("failed to register the service worker"),
  );
  await signUp(page, "ben");
  await refused;
  await openConversation(page, "World chat");
  await say(page, "Works without");
  await expectProgress(page, "Works without", "Sent");
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
  await page.reload();
  await expect(composer(page)).toBeVisible();
  await page.goto("/settings");
  await expectOpen(page, "Profile");
  await without.remove();
});
