import type { Page } from "@playwright/test";
import { signIn } from "./steps/accounts.js";
import { expectBackOnline, log, message, openConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember, type Member } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();
/** More than the newest page of history, which a device fetches first. */
const UNREAD = 800;

const jump = (page: Page) =>
  page.getByRole("button", { name: `Jump to the first of ${UNREAD} new messages` });

/** A group in which `reader` has read nothing. */
async function newGroup(writer: Member, reader: Member, name: string): Promise<void> {
  await writer.run("conversation.create", { kind: "group", name, members: [reader.id] });
  const conversation = await writer.conversation(name);
  await writer.say(
    conversation.id,
    ...Array.from({ length: UNREAD }, (_, index) => `message ${index + 1}!`),
  );
}

/** A device that cannot fetch older history in the background, as every device does. */
async function signInWithoutHistory(page: Page, name: string): Promise<void> {
  await page.route(/\/messages\?.*before=/, (route) => route.abort());
  await signIn(page, name);
}

test("[S10] more unread messages than the device has stay unread until the user reads or skips them", async ({
  newDevice,
}) => {
  const [ada, ben] = await Promise.all([newMember(rally, "ada"), newMember(rally, "ben")]);
  await newGroup(ben, ada, "Chess club");
  const page = await newDevice(rally);
  await signInWithoutHistory(page, "ada");
  const unread = async () => (await ada.conversation("Chess club")).unread;

  await openConversation(page, "Chess club");
  await expect(message(page, `message ${UNREAD}!`)).toBeInViewport();
  await expect(jump(page)).toBeVisible();
  await expect(page.getByText("New messages", { exact: true })).toHaveCount(0);
  expect(await unread()).toBe(UNREAD);

  await test.step("offline it says why the first ones can't be shown", async () => {
    await goOffline(page);
    await jump(page).click();
    await expect(page.getByText("These messages aren't on this device yet.")).toBeVisible();
    await page.context().setOffline(false);
    await expectBackOnline(page);
  });

  await test.step("the button leads to the first, and reading counts from there", async () => {
    await jump(page).click();
    await expect(page.getByText("New messages", { exact: true })).toBeInViewport();
    await expect(message(page, "message 1!")).toBeInViewport();
    await expect(message(page, "message 1!")).toBeFocused();
    await expect(jump(page)).toHaveCount(0);
    await log(page).hover();
    await page.mouse.wheel(0, 1_000);
    await expect.poll(unread).toBeLessThan(UNREAD);
    expect(await unread()).toBeGreaterThan(UNREAD / 2);
  });

  await test.step("going to the newest message leaves out the others", async () => {
    await page.getByRole("button", { name: /^Jump to latest/ }).click();
    await expect(message(page, `message ${UNREAD}!`)).toBeInViewport();
    await expect.poll(unread).toBe(0);
  });
});

test("unread messages that the device lacks can be marked as read", async ({ newDevice }) => {
  const [cleo, dan] = await Promise.all([newMember(rally, "cleo"), newMember(rally, "dan")]);
  await newGroup(dan, cleo, "Chess club");
  const page = await newDevice(rally);
  await signInWithoutHistory(page, "cleo");
  await openConversation(page, "Chess club");
  await page.getByRole("button", { name: "Mark as read" }).click();
  await expect(jump(page)).toHaveCount(0);
  await expect(message(page, `message ${UNREAD}!`)).toBeFocused();
  await expect.poll(async () => (await cleo.conversation("Chess club")).unread).toBe(0);
});
