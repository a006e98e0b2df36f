import { signUp } from "./steps/accounts.js";
import {
  composer,
  expectOpen,
  expectProgress,
  inList,
  message,
  openConversation,
  RECOVERY,
  say,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

test("[S14] the user who blocked sees a notice in the conversation and can unblock there, also offline", async ({
  newDevice,
}) => {
  test.slow();
  await newMember(rally, "ada");
  const page = await newDevice(rally);
  await signUp(page, "ben");
  await startConversation(page, "ada");
  await say(page, "hello");
  await expectProgress(page, "hello", "Sent");
  await page.goto("/@ada");
  await page.getByRole("button", { name: "Block", exact: true }).click();
  await page.locator("rally-confirm-dialog").getByRole("button", { name: "Block" }).click();
  await expect(page.getByRole("button", { name: "Unblock" })).toBeVisible();

  await expect(inList(page, "ada").getByText("You blocked them")).toBeVisible();
  await openConversation(page, "ada");
  await expect(page.getByText("You blocked ada")).toBeVisible();
  await expect(composer(page)).toHaveCount(0);
  await message(page, "hello").hover();
  await message(page, "hello")
    .getByRole("button", { name: /^Actions/ })
    .click();
  await expect(page.getByRole("menuitem", { name: "Copy text" })).toBeVisible();
  for (const name of ["Reply", "Edit"])
    await expect(page.getByRole("menuitem", { name, exact: true })).toHaveCount(0);
  await page.keyboard.press("Escape");

  await goOffline(page);
  await page.locator("rally-block-notice").getByRole("button", { name: "Unblock" }).click();
  await expect(composer(page)).toBeVisible();
  await expect(page.getByText("You blocked ada")).toHaveCount(0);
  await say(page, "back again");
  await page.context().setOffline(false);
  await expectProgress(page, "back again", "Sent", RECOVERY);
});

test("[S14] a blocked user sees a notice that does not say who blocked, and can write again after the unblock", async ({
  newDevice,
}) => {
  const cleo = await newMember(rally, "cleo");
  const page = await newDevice(rally);
  await signUp(page, "dora");
  await cleo.greet("dora", "hello");
  await openConversation(page, "cleo");
  await expect(message(page, "hello")).toBeVisible();
  const { partner } = await cleo.conversation("dora");
  const about = { userId: partner?.id };
  await cleo.run("user.block", about);
  await composer(page).fill("are you there?");
  await composer(page).press("Enter");
  await expect(page.getByText("You can't send messages here")).toBeVisible();
  await expect(message(page, "are you there?")).toContainText("You can't contact this person.");
  await expect(page.getByText(/blocked you|You blocked|cleo blocked/i)).toHaveCount(0);
  await expect(composer(page)).toHaveCount(0);
  await page.reload();
  await expectOpen(page, "cleo");
  await expect(page.getByText("You can't send messages here")).toBeVisible();

  await cleo.run("user.unblock", about);
  await message(page, "are you there?").getByRole("button", { name: "Try again" }).click();
  await expect(composer(page)).toBeVisible();
  await expectProgress(page, "are you there?", "Sent");
});
