import { field, password, signUp } from "./steps/accounts.js";
import {
  expectBackOnline,
  expectProgress,
  message,
  openConversation,
  RECOVERY,
  say,
  startConversation,
  status,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

test("without a network the app shows a notice, counts unsent messages, and recovers by itself", async ({
  newDevice,
}) => {
  const ben = await newMember(rally, "ben");
  const page = await newDevice(rally);
  await signUp(page, "ada");
  await startConversation(page, "ben");
  await say(page, "Hello");
  await expectProgress(page, "Hello", "Sent");
  const { id } = await ben.conversation("ada");

  await goOffline(page);
  await expect(status(page, "You're offline. You can keep reading and writing.")).toBeVisible();
  await say(page, "one");
  await expect(
    status(page, "You're offline. 1 message will be sent when you're back."),
  ).toBeVisible();
  await say(page, "two");
  await expect(
    status(page, "You're offline. 2 messages will be sent when you're back."),
  ).toBeVisible();
  await ben.say(id, "Are you there?");
  await expect(page.getByText("Online", { exact: true })).toHaveCount(0);

  await page.context().setOffline(false);
  await expectBackOnline(page);
  await expectProgress(page, "two", "Sent");
  await expect(message(page, "Are you there?")).toBeVisible();
  expect(await ben.texts(id)).toEqual(["Hello", "Are you there?", "one", "two"]);
});

test("without the server the app shows a notice and recovers by itself", async ({ newDevice }) => {
  const cleo = await newMember(rally, "cleo");
  const page = await newDevice(rally);
  await signUp(page, "dora");
  await startConversation(page, "cleo");
  await say(page, "Hello");
  await expectProgress(page, "Hello", "Sent");
  await rally.kill();
  await expect(status(page, "Reconnecting…")).toBeVisible();
  await say(page, "Hello again");
  await expect(status(page, "Reconnecting… 1 message is waiting to be sent.")).toBeVisible();

  await rally.startAgain();
  await expectBackOnline(page);
  await expectProgress(page, "Hello again", "Sent", RECOVERY);
  const { id } = await cleo.conversation("dora");
  await cleo.say(id, "I hear you");
  await expect(message(page, "I hear you")).toBeVisible();
});

test("a session that was ended elsewhere asks to sign in again and keeps unsent messages", async ({
  newDevice,
}) => {
  const eve = await newMember(rally, "eve");
  const page = await newDevice(rally);
  await signUp(page, "fay");
  await openConversation(page, "World chat");
  await goOffline(page);
  await say(page, "Written before it was noticed");
  await rally.endSessions("fay");
  await page.reload();
  await expectProgress(page, "Written before it was noticed", "Waiting to be sent");
  await page.context().setOffline(false);

  await expect(status(page, "You've been signed out.")).toBeVisible();
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await expect(field(page, "Username or email")).toHaveValue("fay");
  await field(page, "Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await openConversation(page, "World chat");
  await expectProgress(page, "Written before it was noticed", "Sent");
  const world = await eve.conversation("World chat");
  expect(await eve.texts(world.id)).toEqual(["Written before it was noticed"]);
});

test("without a network the search finds the people saved on the device, and says so", async ({
  newDevice,
}) => {
  const gus = await newMember(rally, "gus");
  await newMember(rally, "gunther");
  const { id } = await gus.conversation("World chat");
  await gus.say(id, "Hello from gus");
  const page = await newDevice(rally);
  await signUp(page, "hal");
  await openConversation(page, "World chat");
  await expect(message(page, "Hello from gus")).toContainText("gus");
  await goOffline(page);
  await page.getByRole("button", { name: "New chat" }).click();
  await page.getByRole("combobox", { name: "Find someone" }).fill("gu");
  await expect(
    status(page, "You're offline. These are the people saved on this device."),
  ).toBeVisible();
  await expect(page.getByRole("option")).toHaveCount(1);
  await expect(page.getByRole("option")).toContainText("@gus");
});
