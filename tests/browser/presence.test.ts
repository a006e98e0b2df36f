import type { Page } from "@playwright/test";
import { signUp } from "./steps/accounts.js";
import { openConversation, say, expectProgress, startConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";
import { openSettings } from "./steps/settings.js";
import { switchRow } from "./steps/switch.js";

const rally = useRally();

/** Expects this presence in the header of an open direct conversation. */
const presence = (page: Page, words: string | RegExp) =>
  expect(page.getByText(words, { exact: typeof words === "string" }).last()).toBeVisible();

test("[S14] two users go online and away, appear offline, and show when they were last seen", async ({
  newDevice,
}) => {
  const [ada, ben] = [await newDevice(rally), await newDevice(rally)];
  await ben.clock.install();
  await Promise.all([signUp(ada, "ada"), signUp(ben, "ben")]);
  await startConversation(ada, "ben");
  await say(ada, "Are you there?");
  await expectProgress(ada, "Are you there?", "Sent");

  await test.step("presence is shown to a partner after the first reply", async () => {
    await openConversation(ben, "ada");
    await say(ben, "I am.");
    await presence(ada, "Online");
  });

  await test.step("a user is away after a minute without input, and online with the next input", async () => {
    await ben.clock.fastForward(61_000);
    await presence(ada, "Away");
    await ben.mouse.move(20, 20);
    await ben.mouse.move(40, 40);
    await presence(ada, "Online");
  });

  await test.step("a user appears offline until they turn it off", async () => {
    await openSettings(ben, "Privacy");
    const hiding = ben.getByRole("switch", { name: "Appear offline" });
    await switchRow(ben, "Appear offline").click();
    await expect(hiding).toBeChecked();
    await presence(ada, "Offline");
    await ben.reload();
    await expect(hiding).toBeChecked();
    await hiding.press("Space");
    await expect(hiding).not.toBeChecked();
    await presence(ada, "Online");
  });

  await test.step("the viewers of a channel are listed by name", async () => {
    await ben.getByRole("link", { name: "Chats", exact: true }).click();
    await openConversation(ben, "World chat");
    await openConversation(ada, "World chat");
    await ada.getByRole("button", { name: "2 here now" }).click();
    const viewers = ada.getByRole("region", { name: "In this chat right now" });
    await expect(viewers).toContainText("You");
    await expect(viewers).toContainText("ben");
    await ada.keyboard.press("Escape");
    await openConversation(ada, "ben");
  });

  await test.step("a user who left was last seen just now", async () => {
    await presence(ada, "Online");
    await ben.context().close();
    await presence(ada, "Last seen just now");
  });
});
