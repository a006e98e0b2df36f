import type { Page } from "@playwright/test";
import { register } from "./steps/accounts.js";
import { composer, message } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

const step = (page: Page, heading: string) =>
  page.locator("rally-first-steps li").filter({ hasText: heading });

async function expectDone(page: Page, heading: string, progress: string): Promise<void> {
  await expect(step(page, heading)).toContainText("Done");
  await expect(step(page, heading).locator("button, a")).toHaveCount(0);
  await expect(page.getByRole("status").getByText(progress)).toBeVisible();
}

async function goHome(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Home", exact: true }).click();
}

test("a new user arrives at home, and each first step is shown as done once it is", async ({
  newDevice,
}) => {
  await newMember(rally, "bob");
  const page = await newDevice(rally);
  await register(page, "ada");
  await expect(page.getByRole("heading", { name: "Get started" })).toBeVisible();
  await expect(page.getByRole("status").getByText("0 of 4 done")).toBeVisible();

  await test.step("a picture, chosen at home", async () => {
    const picture = await page.screenshot({ type: "png" });
    const chooser = page.waitForEvent("filechooser");
    await step(page, "Add a picture").getByRole("button", { name: "Choose picture" }).click();
    await (await chooser).setFiles({ name: "me.png", mimeType: "image/png", buffer: picture });
    await page.getByRole("button", { name: "Use this picture" }).click();
    await expectDone(page, "Add a picture", "1 of 4 done");
  });

  await test.step("a display name, chosen offline", async () => {
    await goOffline(page);
    await step(page, "Choose your name").getByRole("button", { name: "Choose name" }).click();
    const field = page.getByRole("textbox", { name: "Name" });
    await expect(field).toHaveValue("ada");
    await expect(field).toBeFocused();
    await field.fill("");
    await field.press("Enter");
    await expect(page.getByText("Enter a name.")).toBeVisible();
    await field.fill("Ada Lovelace");
    await field.press("Enter");
    await expectDone(page, "Choose your name", "2 of 4 done");
    await page.context().setOffline(false);
  });

  await test.step("a friend request", async () => {
    await step(page, "Find people").getByRole("link", { name: "Browse people" }).click();
    const bob = page.getByRole("main").getByRole("listitem").filter({ hasText: "@bob" });
    await bob.getByRole("button", { name: /^Add/ }).click();
    await goHome(page);
    await expectDone(page, "Find people", "3 of 4 done");
  });

  await test.step("a message in the world chat", async () => {
    await step(page, "Say hello").getByRole("link", { name: "Open world chat" }).click();
    await composer(page).fill("Hello, everyone");
    await composer(page).press("Enter");
    await expect(message(page, "Hello, everyone")).toBeVisible();
    await goHome(page);
    await expectDone(page, "Say hello", "4 of 4 done");
    await expect(page.getByRole("heading", { name: "You're all set" })).toBeVisible();
  });

  await page.getByRole("button", { name: "Hide these steps" }).click();
  await expect(page.locator("rally-first-steps")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: /^Good / })).toBeVisible();
  await expect(page.getByText("Nothing new right now.")).toBeVisible();
  await expect(page.locator("rally-first-steps")).toHaveCount(0);
});

test("keeping the username as the name completes the name step", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await register(page, "cara");
  await page.getByRole("button", { name: "Choose name" }).click();
  await page.getByRole("textbox", { name: "Name" }).press("Escape");
  await expect(page.getByRole("button", { name: "Choose name" })).toBeFocused();
  await page.getByRole("button", { name: "Choose name" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expectDone(page, "Choose your name", "1 of 4 done");
  await page.reload();
  await expectDone(page, "Choose your name", "1 of 4 done");
});

test("the browser's offer to install is a button among the first steps, until Rally is installed", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await register(page, "dan");
  await expect(page.getByText("in your browser's menu")).toBeVisible();
  await page.evaluate(() => {
    const offer = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
      prompt: () => {
        document.title = "asked to install";
        dispatchEvent(new Event("appinstalled"));
        return Promise.resolve({ outcome: "accepted" });
      },
    });
    dispatchEvent(offer);
  });
  await page.getByRole("button", { name: "Install", exact: true }).click();
  await expect(page).toHaveTitle("asked to install");
  await expect(page.getByRole("heading", { name: "Install Rally" })).toHaveCount(0);
});
