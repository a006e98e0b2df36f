import { signUp } from "./steps/accounts.js";
import {
  edit,
  expectBackOnline,
  expectProgress,
  inList,
  message,
  openConversation,
  remove,
  say,
  startConversation,
  status,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

test("[S8] messages written offline survive reload and arrive exactly once, in order, in each conversation, with no conversation open, after the server is back", async ({
  newDevice,
}) => {
  const ben = await newMember(rally, "ben");
  const cleo = await newMember(rally, "cleo");
  const world = await cleo.conversation("World chat");
  await cleo.say(world.id, "A message of another user");

  const ada = await newDevice(rally);
  await signUp(ada, "ada");
  await startConversation(ada, "ben");
  await say(ada, "before");
  await expectProgress(ada, "before", "Sent");
  await openConversation(ada, "World chat");
  await waitForServiceWorker(ada);
  await rally.kill();

  await test.step("messages are written in three conversations, one of them started offline", async () => {
    await say(ada, "world 1", "world 2");
    await openConversation(ada, "ben");
    await say(ada, "ben 1");
    await openConversation(ada, "World chat");
    await say(ada, "world 3");
    await openConversation(ada, "ben");
    await say(ada, "ben 2", "ben 3");
    await startConversation(ada, "cleo");
    await say(ada, "cleo 1", "cleo 2");
    await expectProgress(ada, "cleo 2", "Waiting to be sent");
  });

  await test.step("they are still there after a reload", async () => {
    await ada.reload();
    await expectProgress(ada, "cleo 1", "Waiting to be sent");
    await expectProgress(ada, "cleo 2", "Waiting to be sent");
    await ada.goto("/notifications");
    await expect(status(ada, /8 messages are waiting to be sent/)).toBeVisible();
    await expect(inList(ada, "World chat")).toContainText("Waiting to be sent");
  });

  await test.step("they are sent from a page that shows no conversation", async () => {
    await rally.startAgain();
    await expectBackOnline(ada);
    await expect(inList(ada, "World chat")).not.toContainText("Waiting to be sent");
    const said = ["A message of another user", "world 1", "world 2", "world 3"];
    expect(await ben.texts(world.id)).toEqual(said);
    const withBen = await ben.conversation("ada");
    expect(await ben.texts(withBen.id)).toEqual(["before", "ben 1", "ben 2", "ben 3"]);
    const withCleo = await cleo.conversation("ada");
    expect(await cleo.texts(withCleo.id)).toEqual(["cleo 1", "cleo 2"]);
    await openConversation(ada, "cleo");
    await expectProgress(ada, "cleo 2", "Sent");
  });
});

test("[S8] offline edits and deletions arrive in their final state", async ({ newDevice }) => {
  const dora = await newMember(rally, "dora");
  const page = await newDevice(rally);
  await signUp(page, "eve");
  await startConversation(page, "dora");
  await say(page, "to be edited", "to be deleted", "to stay");
  await expectProgress(page, "to stay", "Sent");
  await goOffline(page);

  await edit(page, "to be edited", "edited twice");
  await edit(page, "edited twice", "edited, finally");
  await remove(page, "to be deleted");
  await say(page, "never to be sent", "sent later");
  await edit(page, "sent later", "sent later, and better");
  await remove(page, "never to be sent");
  await page.reload();
  await expect(message(page, "edited, finally")).toBeVisible();

  await page.context().setOffline(false);
  await expectBackOnline(page);
  await expectProgress(page, "sent later, and better", "Sent");
  const { id } = await dora.conversation("eve");
  expect(await dora.texts(id)).toEqual([
    "edited, finally",
    null,
    "to stay",
    "sent later, and better",
  ]);
});
