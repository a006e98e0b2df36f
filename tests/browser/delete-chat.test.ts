import type { Page } from "@playwright/test";
import { signIn } from "./steps/accounts.js";
import {
  expectBackOnline,
  inList,
  message,
  openConversation,
  say,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

const button = (page: Page, name: string) =>
  page.getByRole("complementary", { name: "Details" }).getByRole("button", { name, exact: true });

async function deleteChat(page: Page, choice: string): Promise<void> {
  await button(page, "Delete chat").click();
  await page.getByRole("button", { name: choice, exact: true }).click();
}

test("a chat deleted offline is gone from all of one's devices, stays for the other, and comes back empty with the next message", async ({
  newUsers,
  newDevice,
}) => {
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await ada.setViewportSize({ width: 1_280, height: 800 });
  await startConversation(ada, "ben");
  await say(ada, "Before", "Also before");
  const phone = await newDevice(rally);
  await signIn(phone, "ada");
  await openConversation(phone, "ben");
  await expect(message(phone, "Also before")).toBeVisible();
  // The other device is offline, too, with a message that it has not seen.
  await goOffline(phone);
  const asBen = await asMember(rally, "ben");
  const { id } = await asBen.conversation("ada");
  await asBen.say(id, "Unread elsewhere");
  await expect(message(ada, "Unread elsewhere")).toBeVisible();

  await goOffline(ada);
  await deleteChat(ada, "Cancel");
  await expect(message(ada, "Before")).toBeVisible();
  await deleteChat(ada, "Delete for me");
  await expect(inList(ada, "ben")).toHaveCount(0);
  await expect(message(ada, "Before")).toHaveCount(0);
  await ada.context().setOffline(false);
  await expectBackOnline(ada);
  const clearedSeq = async () =>
    (await (await asMember(rally, "ada")).conversation("ben")).clearedSeq;
  await expect.poll(clearedSeq).toBe(3);

  await phone.context().setOffline(false);
  await expectBackOnline(phone);
  await expect(message(phone, "Before")).toHaveCount(0);
  await openConversation(ben, "ada");
  for (const text of ["Before", "Also before", "Unread elsewhere"])
    await expect(message(ben, text)).toBeVisible();

  await say(ben, "Once more");
  await expect(inList(ada, "ben")).toContainText("Once more");
  const fresh = await newDevice(rally);
  await signIn(fresh, "ada");
  await openConversation(ada, "ben");
  await openConversation(fresh, "ben");
  for (const device of [ada, phone, fresh]) {
    await expect(message(device, "Once more")).toBeVisible();
    for (const text of ["Before", "Also before", "Unread elsewhere"])
      await expect(message(device, text)).toHaveCount(0);
  }
});
