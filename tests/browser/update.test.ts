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
import { waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

function isNewer(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.dataset["build"] === "newer");
}

test("a new version is offered and taken without losing a word", async ({ newDevice }) => {
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
  await settingsTab.goto("/settings");
  const newer = await buildNewerRally();

  await test.step("it is offered, and nothing changes until one agrees", async () => {
    await rally.stop();
    await rally.startAgain(newer.start);
    // The browser looks for a newer worker at each visit.
    await tab.reload();
    await expect(status(tab, "A new version is ready.")).toBeVisible();
    await expect(status(otherTab, "A new version is ready.")).toBeVisible();
    expect(await isNewer(tab)).toBe(false);
  });

  await test.step("with words half written, and one waiting to be sent, it is taken", async () => {
    await tab.context().setOffline(true);
    await say(tab, "Not yet sent");
    await composer(tab).pressSequentially("Half a sen");
    await composer(otherTab).pressSequentially("Half of another");
    const choice = settingsTab.getByRole("radio", { name: "Like the device" });
    await choice.focus();
    await tab.getByRole("button", { name: "Reload" }).click();
    // A choice that has the focus is not written in.
    await expect.poll(() => isNewer(settingsTab).catch(() => false)).toBe(true);
    await expect.poll(() => isNewer(tab).catch(() => false)).toBe(true);
    // Somebody writes in the other one: it waits until the field is left.
    await expect(status(otherTab, "A new version is ready.")).toBeVisible();
    expect(await isNewer(otherTab)).toBe(false);
    await composer(otherTab).blur();
    for (const page of [tab, otherTab]) {
      await expect.poll(() => isNewer(page).catch(() => false)).toBe(true);
      await expect(status(page, "A new version is ready.")).toHaveCount(0);
    }
    await expect(composer(tab)).toHaveValue("Half a sen");
    await expect(composer(otherTab)).toHaveValue("Half of another");
    await expect(message(tab, "Here before the update")).toBeVisible();
    await expectProgress(tab, "Not yet sent", "Waiting to be sent");
  });

  await test.step("and all goes on", async () => {
    await tab.context().setOffline(false);
    await expectBackOnline(tab);
    await expectProgress(tab, "Not yet sent", "Sent");
    const { id } = await ben.conversation("ada");
    expect(await ben.texts(id)).toEqual(["Here before the update", "Not yet sent"]);
  });
  await newer.remove();
});
