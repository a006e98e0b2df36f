import type { Page } from "@playwright/test";
import { expectBackOnline, inList, message, openConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember, newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

const archive = (page: Page) => page.getByRole("button", { name: /^Archived/ });
const button = (page: Page, name: string) =>
  page.getByRole("complementary", { name: "Details" }).getByRole("button", { name, exact: true });

test("a chat that is archived offline leaves the list, and comes back with the next message", async ({
  newUsers,
}) => {
  const [ada] = await newUsers(rally, "ada");
  const ben = await newMember(rally, "ben");
  await ada.setViewportSize({ width: 1_280, height: 800 });
  await ben.greet("ada", "Hello");
  await openConversation(ada, "ben");
  // A message that is not on the device yet would bring the chat back.
  await expect(message(ada, "Hello")).toBeVisible();
  await goOffline(ada);
  await button(ada, "Archive").click();
  await expect(inList(ada, "ben")).toHaveCount(0);
  await expect(archive(ada)).toHaveText(/1/);
  await ada.context().setOffline(false);
  await expectBackOnline(ada);

  await archive(ada).click();
  await expect(inList(ada, "ben")).toBeVisible();
  await button(ada, "Unarchive").click();
  await expect(inList(ada, "ben")).toHaveCount(0);
  await ada.getByRole("button", { name: "Back to your chats" }).click();
  await expect(inList(ada, "ben")).toBeVisible();
  await expect(archive(ada)).toHaveCount(0);

  await button(ada, "Archive").click();
  await expect(archive(ada)).toBeVisible();
  const { id } = await (await asMember(rally, "ada")).conversation("ben");
  const archivedSeq = async () =>
    (await (await asMember(rally, "ada")).conversation("ben")).archivedSeq;
  await expect.poll(archivedSeq).toBe(1);
  await ben.say(id, "Are you there?");
  await expect(inList(ada, "ben")).toContainText("Are you there?");
  await expect(archive(ada)).toHaveCount(0);
});
