import { signUp } from "./steps/accounts.js";
import {
  conversationId,
  expectBackOnline,
  expectOpen,
  expectProgress,
  inList,
  message,
  openConversation,
  RECOVERY,
  say,
  scrollToBeginning,
  startConversation,
  status,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { countStoredMessages, goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

test("[S7] with the server killed, a closed and reopened app shows the whole synced history, opens a deep link, and takes new messages", async ({
  newProfile,
}) => {
  const ben = await newMember(rally, "ben");
  const world = await ben.conversation("World chat");
  const lines = Array.from({ length: 230 }, (_, index) => `line ${index + 1}`);
  await ben.say(world.id, ...lines);

  const profile = newProfile(rally);
  let ada = await profile.open();
  await signUp(ada, "ada");
  await openConversation(ada, "World chat");
  await expect(message(ada, "line 230")).toBeVisible();
  await startConversation(ada, "ben");
  await say(ada, "Only for you");
  await expectProgress(ada, "Only for you", "Sent");
  const deepLink = `/c/${await conversationId(ada)}`;
  await expect.poll(() => countStoredMessages(ada)).toBe(231);
  await waitForServiceWorker(ada);

  await rally.kill();
  await profile.close();
  ada = await profile.open();

  await test.step("a deep link opens", async () => {
    await ada.goto(deepLink);
    await expectOpen(ada, "ben");
    await expect(message(ada, "Only for you")).toBeVisible();
    await expect(inList(ada, "World chat")).toContainText("line 230");
    await expect(status(ada, "Reconnecting…")).toBeVisible();
  });

  await test.step("a history that was never scrolled through is complete", async () => {
    await openConversation(ada, "World chat");
    await expect(message(ada, "line 230")).toBeInViewport();
    await scrollToBeginning(ada);
    await expect(message(ada, "line 1")).toBeInViewport();
  });

  await test.step("a new message waits, and is sent once when the server is back", async () => {
    await say(ada, "Written with no server");
    await expectProgress(ada, "Written with no server", "Waiting to be sent");
    await profile.close();
    ada = await profile.open();
    await ada.goto("/");
    await openConversation(ada, "World chat");
    await expectProgress(ada, "Written with no server", "Waiting to be sent");

    await rally.startAgain();
    await expectProgress(ada, "Written with no server", "Sent", RECOVERY);
    await expectBackOnline(ada);
    expect(await ben.texts(world.id)).toEqual([...lines, "Written with no server"]);
  });
});

test("an unknown address shows a notice, also without the server", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await signUp(page, "cleo");
  await expect(inList(page, "World chat")).toBeVisible();
  await goOffline(page);
  await page.goto("/no/such/place");
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await page.getByRole("link", { name: "Go to chats" }).click();
  await openConversation(page, "World chat");
});
