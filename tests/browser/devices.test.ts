import { signIn, signUp } from "./steps/accounts.js";
import {
  expectBackOnline,
  expectUnread,
  message,
  openConversation,
  say,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember, newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

test("[S10] unread counts and markers agree on two devices of one user and never go back", async ({
  newDevice,
}) => {
  const ben = await newMember(rally, "ben");
  const laptop = await newDevice(rally);
  const phone = await newDevice(rally);
  await signUp(laptop, "ada");
  await startConversation(laptop, "ben");
  await say(laptop, "Hello");
  await openConversation(laptop, "World chat");
  await signIn(phone, "ada");
  await openConversation(phone, "World chat");
  await waitForServiceWorker(phone);
  const { id } = await ben.conversation("ada");
  const account = await asMember(rally, "ada");
  const marker = async () => (await account.conversation("ben")).marker;

  await test.step("both count new messages", async () => {
    await ben.say(id, "one", "two", "three");
    for (const device of [laptop, phone]) await expectUnread(device, "ben", 3);
    expect((await account.conversation("ben")).unread).toBe(3);
  });

  await test.step("a message read on one device is read on both", async () => {
    await openConversation(laptop, "ben");
    await expect(message(laptop, "three")).toBeVisible();
    for (const device of [laptop, phone]) await expectUnread(device, "ben", 0);
    await expect.poll(marker).toBe(4);
    await openConversation(laptop, "World chat");
  });

  await test.step("a device that read less while offline does not move the other's marker back", async () => {
    await ben.say(id, "four");
    for (const device of [laptop, phone]) await expectUnread(device, "ben", 1);
    await goOffline(phone);
    await openConversation(phone, "ben");
    await expectUnread(phone, "ben", 0);
    await openConversation(phone, "World chat");

    await ben.say(id, "five", "six");
    await expectUnread(laptop, "ben", 3);
    await openConversation(laptop, "ben");
    await expectUnread(laptop, "ben", 0);
    await expect.poll(marker).toBe(7);

    await phone.context().setOffline(false);
    await expectBackOnline(phone);
    await expectUnread(phone, "ben", 0);
    await openConversation(laptop, "World chat");
    await ben.say(id, "seven");
    for (const device of [laptop, phone]) await expectUnread(device, "ben", 1);
    expect(await marker()).toBe(7);
  });

  await test.step("a message deleted before it was read is no longer counted", async () => {
    const [eight] = await ben.say(id, "eight");
    for (const device of [laptop, phone]) await expectUnread(device, "ben", 2);
    await ben.run("message.delete", { conversationId: id, messageId: eight });
    for (const device of [laptop, phone]) await expectUnread(device, "ben", 1);
  });
});

test("a message counts as unread until the user has had it in view", async ({ newDevice }) => {
  const cleo = await newMember(rally, "cleo");
  const page = await newDevice(rally);
  await signUp(page, "dora");
  await startConversation(page, "cleo");
  await say(page, "Hello");
  const { id } = await cleo.conversation("dora");
  await cleo.say(id, ...Array.from({ length: 60 }, (_, index) => `page one, line ${index}`));
  await expect(message(page, "page one, line 59")).toBeVisible();
  await expectUnread(page, "cleo", 0);

  await openConversation(page, "World chat");
  await cleo.say(id, ...Array.from({ length: 60 }, (_, index) => `page two, line ${index}`));
  await expectUnread(page, "cleo", 60);
  await openConversation(page, "cleo");
  await expect(page.getByText("New messages", { exact: true })).toBeInViewport();
  await expect(message(page, "page two, line 0")).toBeInViewport();
  await expect(message(page, "page two, line 59")).not.toBeInViewport();
  await page.getByRole("button", { name: /^Jump to latest, \d+ unread$/ }).click();
  await expect(message(page, "page two, line 59")).toBeInViewport();
  await expectUnread(page, "cleo", 0);
});
