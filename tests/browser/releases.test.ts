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

const rally = useRally();

/** As in a private window of some browsers: every part of the app comes from the server. */
async function forbidWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    navigator.serviceWorker.register = () =>
      Promise.reject(new DOMException("The operation is insecure.", "SecurityError"));
  });
}

/** Opens a page whose program was not fetched yet. @returns the programs that this fetched. */
async function openPart(page: Page, name: string): Promise<string[]> {
  const fetched: string[] = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith("/assets/") && response.ok()) fetched.push(pathname);
  });
  await page.getByRole("link", { name }).first().click();
  return fetched;
}

test("a page whose chunk fails to load says so in its place, and is there when one tries again", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await forbidWorkers(page);
  await signUp(page, "cleo");
  await openConversation(page, "World chat");
  await page.route("**/assets/rally-settings-page*", (route) => route.abort());
  await page.getByRole("link", { name: "Settings" }).first().click();
  await expect(page.getByRole("heading", { name: "This page couldn't be loaded" })).toBeVisible();
  await expect(inList(page, "World chat")).toBeVisible();
  await openConversation(page, "World chat");
  await say(page, "Still here");
  await page.getByRole("link", { name: "Settings" }).first().click();
  await expect(page.getByRole("heading", { name: "This page couldn't be loaded" })).toBeVisible();
  await page.unroute("**/assets/rally-settings-page*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expectOpen(page, "Settings");
});

test("a dialog whose chunk fails to load says so, and opens when one tries again", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await forbidWorkers(page);
  await signUp(page, "dan");
  await page.route("**/assets/rally-new-conversation*", (route) => route.abort());
  await page.getByRole("button", { name: "New conversation" }).click();
  const said = page.getByRole("alert").getByText("This couldn't be loaded.");
  await expect(said).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(said).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(said).toHaveCount(0);
  await expect(inList(page, "World chat")).toBeVisible();

  await page.getByRole("button", { name: "New conversation" }).click();
  await expect(said).toBeVisible();
  await page.unroute("**/assets/rally-new-conversation*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(said).toHaveCount(0);
  await expect(page.getByRole("dialog", { name: "New conversation" })).toBeVisible();
});

test("a part of a page whose chunk fails to load says so in its place", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await forbidWorkers(page);
  await signUp(page, "fay");
  await page.route("**/assets/rally-presence-settings*", (route) => route.abort());
  await page.getByRole("link", { name: "Settings" }).first().click();
  await expectOpen(page, "Settings");
  await expect(page.getByText("This part couldn't be loaded.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "This device", exact: true })).toBeVisible();
  await page.unroute("**/assets/rally-presence-settings*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Appear offline")).toBeVisible();
});

test("a tab of a build that was replaced gets its parts from those that are kept, and else says in its place that it could not be loaded", async ({
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

  await test.step("kept", async () => {
    const fetched = await openPart(page, "Settings");
    await expectOpen(page, "Settings");
    expect(fetched.filter((path) => path.includes("rally-settings-page"))).toHaveLength(1);
    expect(fetched.join()).not.toContain("-newer");
  });

  await test.step("gone", async () => {
    await rm(join(rally.dataDirectory, "releases"), { recursive: true });
    await openPart(page, "People");
    const failed = page.getByRole("heading", { name: "This page couldn't be loaded" });
    await expect(failed).toBeVisible();
    await expect(inList(page, "World chat")).toBeVisible();
  });

  await test.step("and reloaded it is there, of the new build", async () => {
    const fetched: string[] = [];
    page.on("response", (response) => void fetched.push(response.url()));
    await page.getByRole("button", { name: "Reload" }).click();
    await expectOpen(page, "People");
    expect(fetched.join()).toContain("-newer");
  });
  await newer.remove();
});

test("where no service worker can be had, the app says nothing of it and works", async ({
  newDevice,
}) => {
  const without = await buildRallyWithoutWorker();
  await rally.stop();
  await rally.startAgain(without.start);
  const page = await newDevice(rally);
  const refused = page.waitForEvent("console", (line) => line.text().includes("No service worker"));
  await signUp(page, "ben");
  await refused;
  await openConversation(page, "World chat");
  await say(page, "Works without");
  await expectProgress(page, "Works without", "Sent");
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
  await page.reload();
  await expect(composer(page)).toBeVisible();
  await page.goto("/settings");
  await expectOpen(page, "Settings");
  await without.remove();
});
