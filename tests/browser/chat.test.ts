import {
  composer,
  expectProgress,
  expectUnread,
  inList,
  message,
  openConversation,
  say,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

test("two users in two browsers chat in the world chat and directly, and see typing, read marks and unread counts", async ({
  newUsers,
}) => {
  const [ada, ben] = await newUsers(rally, "ada", "ben");

  await test.step("in the world chat", async () => {
    await openConversation(ada, "World chat");
    await openConversation(ben, "World chat");
    await say(ada, "Is anybody here?");
    await expect(message(ben, "Is anybody here?")).toContainText("ada");
    await say(ben, "I am.");
    await expect(message(ada, "I am.")).toContainText("ben");
    await expectProgress(ada, "Is anybody here?", "Read");
  });

  await test.step("directly, with an unread count until the message is read", async () => {
    await startConversation(ada, "ben");
    await say(ada, "Just between us", "What do you think?");
    await expectProgress(ada, "What do you think?", "Sent");
    await expectUnread(ben, "ada", 2);
    await expect(inList(ben, "ada")).toContainText("What do you think?");
    await expect(ben).toHaveTitle("(2) World chat · Rally");

    await openConversation(ben, "ada");
    await expect(message(ben, "Just between us")).toBeVisible();
    await expectUnread(ben, "ada", 0);
    await expect(ben).toHaveTitle("ada · Rally");
    await expectProgress(ada, "Just between us", "Read");
    await expectProgress(ada, "What do you think?", "Read");
  });

  await test.step("each user sees the other type, and that they are online", async () => {
    await composer(ben).pressSequentially("I think so");
    await expect(ada.getByText("ben is typing")).toBeVisible();
    await composer(ben).press("Enter");
    await expect(message(ada, "I think so")).toBeVisible();
    await expect(ada.getByText("ben is typing")).toHaveCount(0);
    await expect(inList(ada, "ben")).toContainText("Online");
  });

  await test.step("a user who leaves goes offline", async () => {
    await ben.context().close();
    await expect(ada.getByRole("main").getByText(/^(Offline|Last seen)/)).toBeVisible();
    await expect(inList(ada, "ben")).not.toContainText("Online");
  });
});
