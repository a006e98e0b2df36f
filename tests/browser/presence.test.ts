import type { Page } from "@playwright/test";
import { signUp } from "./steps/accounts.js";
import { openConversation, say, expectProgress, startConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

/** What the head of an open two-person conversation says of the other one. */
const presence = (page: Page, words: string | RegExp) =>
  expect(page.getByText(words, { exact: typeof words === "string" }).last()).toBeVisible();

test("[S14] two people go online and away, appear offline, and leave with the time they were last seen", async ({
  newDevice,
}) => {
  const [ada, ben] = [await newDevice(rally), await newDevice(rally)];
  await ben.clock.install();
  await Promise.all([signUp(ada, "ada"), signUp(ben, "ben")]);
  await startConversation(ada, "ben");
  await say(ada, "Are you there?");
  await expectProgress(ada, "Are you there?", "Sent");

  await test.step("shown to a partner once they were answered", async () => {
    await openConversation(ben, "ada");
    await say(ben, "I am.");
    await presence(ada, "Online");
  });

  await test.step("away after a minute without input, and back with the first", async () => {
    await ben.clock.fastForward(61_000);
    await presence(ada, "Away");
    await ben.mouse.move(20, 20);
    await ben.mouse.move(40, 40);
    await presence(ada, "Online");
  });

  await test.step("appearing offline, until they choose to be seen again", async () => {
    await ben.getByRole("link", { name: "Settings" }).click();
    const hiding = ben.getByRole("switch", { name: "Appear offline" });
    await hiding.check();
    await presence(ada, "Offline");
    await ben.reload();
    await expect(hiding).toBeChecked();
    await hiding.uncheck();
    await presence(ada, "Online");
  });

  await test.step("who looks at a channel, by name", async () => {
    await ben.getByRole("link", { name: "Chats" }).click();
    await openConversation(ben, "World chat");
    await openConversation(ada, "World chat");
    await ada.getByRole("button", { name: "2 here now" }).click();
    const viewers = ada.getByRole("region", { name: "Looking at this conversation" });
    await expect(viewers).toContainText("You");
    await expect(viewers).toContainText("ben");
    await ada.keyboard.press("Escape");
    await openConversation(ada, "ben");
  });

  await test.step("gone, and last seen just now", async () => {
    await presence(ada, "Online");
    await ben.context().close();
    await presence(ada, "Last seen just now");
  });
});
