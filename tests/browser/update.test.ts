import type { Page } from "@playwright/test";
import { signUp } from "./steps/accounts.js";
import {
  composer,
  expectBackOnline,
  expectProgress,
  message,
  openConversation,
  say,
  startConversation,
  status,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { buildNewerRally } from "./steps/newer-app.js";
import { useRally } from "./steps/rally.js";
import { goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

function isNewer(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.dataset["build"] === "newer");
}

test("a new version is offered and installed without losing any text", async ({ newDevice }) => {
  const ben = await newMember(rally, "ben");
  const tab = await newDevice(rally);
  await signUp(tab, "ada");
  await startConversation(tab, "ben");
  await say(tab, "Here before the update");
  await waitForServiceWorker(tab);
  const otherTab = await tab.context().newPage();
  await otherTab.goto("/");
  await openConversation(otherTab, "World chat");
  const settingsTab = await tab.context().newPage();
  await settingsTab.goto("/settings/appearance");
  const newer = await buildNewerRally();

  await test.step("it is offered, and not installed before the user agrees", async () => {
    await rally.stop();
    await rally.startAgain(newer.start);
    // The browser checks for a newer worker at each visit.
    await tab.reload();
    await expect(status(tab, "A new version of Rally is ready.")).toBeVisible();
    await expect(status(otherTab, "A new version of Rally is ready.")).toBeVisible();
    expect(await isNewer(tab)).toBe(false);
  });

  await test.step("it is installed with drafts and an unsent message in place", async () => {
    await goOffline(tab);
    await say(tab, "Not yet sent");
    await composer(tab).pressSequentially("Half a sen");
    await composer(otherTab).pressSequentially("Half of another");
    const choice = settingsTab.getByRole("radio", { name: "System" });
    await choice.focus();
    await tab.getByRole("button", { name: "Reload" }).click();
    // A focused choice does not count as writing.
    await expect.poll(() => isNewer(settingsTab).catch(() => false)).toBe(true);
    await expect.poll(() => isNewer(tab).catch(() => false)).toBe(true);
    // The user writes in the other tab, which waits until the field loses focus.
    await expect(status(otherTab, "A new version of Rally is ready.")).toBeVisible();
    expect(await isNewer(otherTab)).toBe(false);
    await composer(otherTab).blur();
    for (const page of [tab, otherTab]) {
      await expect.poll(() => isNewer(page).catch(() => false)).toBe(true);
      await expect(status(page, "A new version of Rally is ready.")).toHaveCount(0);
    }
    await expect(composer(tab)).toHaveValue("Half a sen");
    await expect(composer(otherTab)).toHaveValue("Half of another");
    await expect(message(tab, "Here before the update")).toBeVisible();
    await expectProgress(tab, "Not yet sent", "Waiting to be sent");
  });

  await test.step("the app continues to work", async () => {
    await tab.context().setOffline(false);
    await expectBackOnline(tab);
    await expectProgress(tab, "Not yet sent", "Sent");
    const { id } = await ben.conversation("ada");
    expect(await ben.texts(id)).toEqual(["Here before the update", "Not yet sent"]);
  });
  await newer.remove();
});
