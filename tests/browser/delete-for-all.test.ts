import type { Page } from "@playwright/test";
import { details } from "./steps/channels.js";
import {
  composer,
  conversationId,
  expectBackOnline,
  expectOpen,
  expectProgress,
  inList,
  message,
  openConversation,
  RECOVERY,
  say,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

/** What the dialog shows, which is slotted into it. */
const inDialog = (page: Page) => page.locator("rally-delete-for-all");

const item = (page: Page) =>
  details(page).getByRole("button", { name: "Delete group for everyone", exact: true });
const dialog = (page: Page) =>
  page.getByRole("dialog", { name: "Delete this group for everyone?" });

test("a group deleted by its owner is gone from all devices, says so where it is open, and keeps words that were not sent", async ({
  newUsers,
}) => {
  const [ada, ben, cid] = await newUsers(rally, "ada", "ben", "cid");
  await ada.setViewportSize({ width: 1_280, height: 800 });
  await ben.setViewportSize({ width: 1_280, height: 800 });
  const [asAda, asBen, asCid] = await Promise.all(
    ["ada", "ben", "cid"].map((name) => asMember(rally, name)),
  );
  const members = [asBen!.id, asCid!.id];
  await asAda!.run("conversation.create", { kind: "group", name: "Doubles", members });
  for (const page of [ada, ben, cid]) await openConversation(page, "Doubles");
  await say(ada, "Saturday at ten");
  await expect(message(ben, "Saturday at ten")).toBeVisible();
  await expect(message(cid, "Saturday at ten")).toBeVisible();
  await expect(item(ada)).toBeVisible();
  await expect(item(ben)).toHaveCount(0);

  // A member is away, with words that wait to be sent.
  await goOffline(cid);
  await say(cid, "I will bring the balls");
  await expectProgress(cid, "I will bring the balls", "Waiting to be sent");

  // By keyboard: the focus is on the button that changes nothing, and comes back.
  await item(ada).focus();
  await item(ada).press("Enter");
  await expect(inDialog(ada)).toContainText("Doubles disappears for all (3 members)");
  await expect(inDialog(ada)).toContainText("You can't undo this");
  const cancel = inDialog(ada).getByRole("button", { name: "Cancel" });
  await expect(cancel).toBeFocused();
  await cancel.press("Enter");
  await expect(dialog(ada)).toBeHidden();
  await expect(item(ada)).toBeFocused();

  // Without a connection nothing is deleted, and the dialog says why.
  await goOffline(ada);
  await item(ada).press("Enter");
  await expect(cancel).toBeFocused();
  await ada.keyboard.press("Tab");
  const confirm = inDialog(ada).getByRole("button", { name: "Delete for everyone", exact: true });
  await expect(confirm).toBeFocused();
  await ada.keyboard.press("Enter");
  await expect(inDialog(ada).getByRole("alert")).not.toBeEmpty();
  await ada.context().setOffline(false);
  await expect(async () => {
    if (await confirm.isVisible()) await confirm.press("Enter", { timeout: 1_000 });
    await expect(dialog(ada)).toBeHidden({ timeout: 1_000 });
  }).toPass(RECOVERY);
  await expect(inList(ada, "Doubles")).toHaveCount(0);
  await expect(ada).toHaveURL(`${rally.url}/`);

  // Who has it open reads what happened, and finds the way on.
  const heading = ben.getByRole("heading", { name: "This group was deleted by its owner" });
  await expect(heading).toBeVisible();
  await expect(inList(ben, "Doubles")).toHaveCount(0);
  const id = await conversationId(ben);
  await ben.reload();
  await expect(heading).toBeVisible();
  await goOffline(ben);
  await ben.goto(`/c/${id}`);
  await expect(heading).toBeVisible();
  await ben.getByRole("main").getByRole("link", { name: "Go to chats" }).click();
  await expect(ben).toHaveURL(`${rally.url}/`);

  await cid.context().setOffline(false);
  await expectBackOnline(cid);
  await expectProgress(cid, "I will bring the balls", "Not sent", RECOVERY);
  await expectOpen(cid, "Doubles");
  const notice = cid.getByRole("status").filter({ hasText: "What you hadn't sent is still here." });
  await expect(notice).toContainText("This group was deleted by its owner");
  await expect(message(cid, "Saturday at ten")).toHaveCount(0);
  await expect(composer(cid)).toBeVisible();

  const again = await asAda!.run("message.send", {
    conversationId: id,
    content: { kind: "text", body: "Anybody?" },
  });
  expect(again).toMatchObject({ success: false, error: { code: "not_found" } });
});

test("a device that was away when a group was deleted drops it when it comes back", async ({
  newUsers,
}) => {
  const [dan, eve] = await newUsers(rally, "dan", "eve");
  const [asDan, asEve] = [await asMember(rally, "dan"), await asMember(rally, "eve")];
  const created = await asDan.run("conversation.create", {
    ...{ kind: "group", name: "Choir", members: [asEve.id] },
  });
  const { id } = (created as { data: { id: string } }).data;
  await openConversation(eve, "Choir");
  await asDan.say(id, "La la la");
  await expect(message(eve, "La la la")).toBeVisible();
  await eve.goto("/");
  await goOffline(eve);
  await asDan.run("conversation.delete", { conversationId: id });
  await eve.reload();
  await expect(inList(eve, "Choir")).toBeVisible();
  await eve.context().setOffline(false);
  await expectBackOnline(eve);
  await expect(inList(eve, "Choir")).toHaveCount(0);
  await expect(inList(dan, "Choir")).toHaveCount(0);
});
