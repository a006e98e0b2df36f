import {
  composer,
  expectProgress,
  expectUnread,
  inList,
  log,
  message,
  openConversation,
  say,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

test("an ignored user's messages and typing are hidden and not counted until the user stops ignoring them", async ({
  newUsers,
}) => {
  test.slow();
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  const cleo = await newMember(rally, "cleo");
  const world = await cleo.conversation("World chat");
  await ada.goto("/@ben");
  await ada.getByRole("button", { name: "Ignore", exact: true }).click();
  await expect(ada.getByRole("button", { name: "Stop ignoring" })).toBeVisible();

  await openConversation(ben, "World chat");
  await say(ben, "one", "two");
  await expectProgress(ben, "two", "Sent");
  await cleo.say(world.id, "from cleo");
  await expectUnread(ada, "World chat", 1);
  await openConversation(ada, "World chat");
  await expect(message(ada, "from cleo")).toBeVisible();
  await expect(log(ada).getByText("2 ignored messages")).toBeVisible();
  for (const text of ["one", "two"]) await expect(message(ada, text)).toHaveCount(0);

  await test.step("typing", async () => {
    const [watcher] = await newUsers(rally, "dan");
    await openConversation(watcher, "World chat");
    await composer(ben).pressSequentially("half a w");
    // Once another user sees it, it has reached this page too.
    await expect(watcher.getByText("ben is typing")).toBeVisible();
    await composer(watcher).pressSequentially("half a w");
    await expect(ada.getByText("dan is typing")).toBeVisible();
    await expect(ada.getByText(/ben/)).toHaveCount(0);
  });

  await ada.goto("/@ben");
  await ada.getByRole("button", { name: "Stop ignoring" }).click();
  await expect(ada.getByRole("button", { name: "Ignore", exact: true })).toBeVisible();
  await inList(ada, "World chat").click();
  for (const text of ["one", "two"]) await expect(message(ada, text)).toBeVisible();
});
