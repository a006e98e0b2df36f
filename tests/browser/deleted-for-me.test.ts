import type { Page } from "@playwright/test";
import { signIn } from "./steps/accounts.js";
import {
  choose,
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

const deletedForMe = async (page: Page, text: string): Promise<void> => {
  await choose(page, text, "Delete");
  await page.getByRole("button", { name: "Delete for me" }).click();
  await expect(message(page, text)).toHaveCount(0);
};

test("a message deleted for oneself, also offline, is gone from all of one's devices and stays for others", async ({
  newUsers,
  newDevice,
}) => {
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await startConversation(ada, "ben");
  await say(ada, "Before", "Mine");
  await openConversation(ben, "ada");
  await say(ben, "Only for you");
  await expect(message(ada, "Only for you")).toBeVisible();

  await choose(ada, "Only for you", "Delete");
  await expect(ada.getByText("Everyone else can still see it.")).toBeVisible();
  await expect(ada.getByRole("button", { name: "Delete for everyone" })).toHaveCount(0);
  await ada.getByRole("button", { name: "Cancel" }).click();
  await goOffline(ada);
  await deletedForMe(ada, "Only for you");
  await deletedForMe(ada, "Mine");
  await expect(message(ada, "Before")).toBeVisible();
  await expect(inList(ada, "ben").getByText("Before")).toBeVisible();
  await ada.context().setOffline(false);

  const phone = await newDevice(rally);
  await signIn(phone, "ada");
  await openConversation(phone, "ben");
  await expect(message(phone, "Before")).toBeVisible();
  await expect(message(phone, "Only for you")).toHaveCount(0);
  await expect(message(phone, "Mine")).toHaveCount(0);
  await deletedForMe(phone, "Before");
  await expect(message(ada, "Before")).toHaveCount(0);
  for (const text of ["Before", "Mine", "Only for you"]) {
    await expect(message(ben, text)).toBeVisible();
  }
});

test("a moderator deletes a message of another for everyone", async ({ newUsers }) => {
  const [owner, guest] = await newUsers(rally, "olga", "gus");
  const [olga, gus] = [await asMember(rally, "olga"), await asMember(rally, "gus")];
  await olga.run("conversation.create", { kind: "group", name: "Doubles", members: [gus.id] });
  await openConversation(guest, "Doubles");
  await say(guest, "Off topic");
  await openConversation(owner, "Doubles");
  await choose(owner, "Off topic", "Delete");
  await owner.getByRole("button", { name: "Delete for everyone" }).click();
  await expect(message(guest, "Message deleted")).toBeVisible();
});
