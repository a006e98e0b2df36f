import type { Page } from "@playwright/test";
import {
  choose,
  log,
  message,
  openConversation,
  remove,
  say,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

function pins(page: Page) {
  return page
    .getByRole("complementary", { name: "Details" })
    .getByRole("list", { name: "Pinned messages" })
    .getByRole("button");
}

test("a pinned message is marked, listed in the details, and shown when it is chosen there", async ({
  newUsers,
}) => {
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await ada.setViewportSize({ width: 1_280, height: 800 });
  await ben.setViewportSize({ width: 1_280, height: 800 });
  await startConversation(ada, "ben");
  await say(ada, "The door code is 4711");
  const member = await asMember(rally, "ada");
  const { id } = await member.conversation("ben");
  const texts = Array.from({ length: 60 }, (_, index) => `filler ${index + 1}`);
  await member.say(id, ...texts);
  await openConversation(ben, "ada");
  await expect(message(ben, "filler 60")).toBeVisible();

  // Pinned without a connection.
  await goOffline(ada);
  await log(ada).hover();
  await ada.mouse.wheel(0, -10_000);
  await choose(ada, "The door code is 4711", "Pin");
  await expect(message(ada, "The door code is 4711").getByText("Pinned")).toBeAttached();
  await expect(pins(ada)).toHaveText(/The door code is 4711/);
  await ada.context().setOffline(false);

  await expect(pins(ben)).toHaveText(/ada.*The door code is 4711/s);
  await pins(ben).click();
  await expect(message(ben, "The door code is 4711")).toBeInViewport();
  await choose(ben, "The door code is 4711", "Unpin");
  await expect(pins(ada)).toHaveCount(0);
  await expect(message(ada, "The door code is 4711").getByText("Pinned")).toHaveCount(0);
});

test("a pinned message that is deleted leaves the pinned ones", async ({ newUsers }) => {
  const [cora, dan] = await newUsers(rally, "cora", "dan");
  await cora.setViewportSize({ width: 1_280, height: 800 });
  await dan.setViewportSize({ width: 1_280, height: 800 });
  await startConversation(cora, "dan");
  await say(cora, "first", "second");
  await choose(cora, "first", "Pin");
  await choose(cora, "second", "Pin");
  await openConversation(dan, "cora");
  await expect(pins(dan)).toHaveText([/second/, /first/]);
  await remove(cora, "first");
  await expect(pins(cora)).toHaveText([/second/]);
  await expect(pins(dan)).toHaveText([/second/]);
});
