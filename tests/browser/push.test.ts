import type { Page } from "@playwright/test";
import { inList } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { closeApp, press, showNext, shownIn, signUpPushed, usePushes } from "./steps/pushes.js";

const { rally, service } = await usePushes();

/** A user whose device receives pushes, and another user in a conversation with them. */
async function acquainted(page: Page, names: [string, string]) {
  const { device, userId } = await signUpPushed(page, names[0], service);
  const ben = await newMember(rally, names[1]);
  const made = await ben.run("conversation.create", { kind: "direct", userId });
  if (!made.success) throw new Error(JSON.stringify(made));
  const { id } = made.data as { id: string };
  return { device, ben, id };
}

test("a reply written in the notification is sent with no page open, and marks the conversation read", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  const { device, ben, id } = await acquainted(page, ["ada", "ben"]);
  const blank = await closeApp(page);
  await ben.say(id, "are you there?");
  const { worker, message } = await showNext(blank, device);
  expect(message).toMatchObject({ title: "ben", body: "are you there?" });
  await press(worker, message.id, { action: "reply", reply: "in a minute" });
  await expect.poll(() => ben.texts(id)).toEqual(["are you there?", "in a minute"]);
  expect(await shownIn(worker)).toEqual([]);

  const again = await blank.context().newPage();
  await again.goto(rally.url);
  await expect(inList(again, "ben").getByText("in a minute")).toBeVisible();
  await expect(again.locator("rally-navigation .count")).toHaveCount(0);
});

test("a message marked as read from its notification is read everywhere, and a click opens the conversation", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  const { device, ben, id } = await acquainted(page, ["cleo", "dan"]);
  const blank = await closeApp(page);
  await ben.say(id, "first");
  const { worker, message } = await showNext(blank, device);
  await press(worker, message.id, { action: "read" });

  const again = await blank.context().newPage();
  await again.goto(rally.url);
  await expect(inList(again, "dan").getByText("first")).toBeVisible();
  await expect(again.locator("rally-navigation .count")).toHaveCount(0);
});
