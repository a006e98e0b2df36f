import type { Page } from "@playwright/test";
import { setUpAdmin } from "./steps/accounts.js";
import { browse, details, listed, newChannel } from "./steps/channels.js";
import { choose, expectOpen, message, remove, say } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

const send = async (page: Page, reason: string): Promise<void> => {
  const dialog = page.locator("rally-report");
  await dialog.getByLabel("What's wrong?").fill(reason);
  await dialog.getByRole("button", { name: "Report" }).click();
};

test("a reported message reaches the moderators and administrators, who close the report", async ({
  newDevice,
  newUsers,
}) => {
  test.slow();
  const root = await newDevice(rally);
  await setUpAdmin(root, rally);
  const [olga, max, tom] = await newUsers(rally, "olga", "max", "tom");
  await newChannel(olga, "Plaza");
  for (const page of [max, tom]) {
    await browse(page);
    await listed(page, "Plaza").getByRole("button", { name: "Join: Plaza" }).click();
    await listed(page, "Plaza").getByRole("link", { name: "Open Plaza" }).click();
    await expectOpen(page, "Plaza");
  }
  await say(tom, "Cheap pills, today only");
  await expect(message(max, "Cheap pills, today only")).toBeVisible();

  await test.step("the report needs a reason, is confirmed, and is made once", async () => {
    await choose(max, "Cheap pills, today only", "Report");
    await expect(max.getByRole("dialog", { name: "Report this message by tom?" })).toBeVisible();
    const dialog = max.locator("rally-report");
    await dialog.getByRole("button", { name: "Report" }).click();
    await expect(dialog.getByText("Say in a few words what's wrong.")).toBeVisible();
    await send(max, "It's spam");
    await expect(max.getByRole("dialog", { name: "Thanks for telling us" })).toBeVisible();
    await max.getByRole("button", { name: "Done" }).click();
    await expect(max.getByRole("dialog")).toHaveCount(0);
    await choose(max, "Cheap pills, today only", "Report");
    await send(max, "Again");
    await expect(dialog.getByText("You've already reported this.")).toBeVisible();
    await max.getByRole("button", { name: "Cancel" }).click();
  });

  await test.step("a profile is reported, too", async () => {
    await max.goto("/@tom");
    await max.getByRole("button", { name: "Report" }).click();
    await send(max, "Sends spam everywhere");
    await max.getByRole("button", { name: "Done" }).click();
  });

  await test.step("the copy stays when the message is deleted; a moderator closes the report", async () => {
    await remove(tom, "Cheap pills, today only");
    await olga.goto("/notifications");
    await olga.getByText("A message in Plaza was reported").first().click();
    await expect(olga).toHaveURL(/\/c\/[\w-]+\/reports$/);
    const list = olga.locator("rally-conversation-reports-page rally-report-list");
    await expect(list.getByText("max reported a message by tom")).toBeVisible();
    await expect(list).toContainText("Cheap pills, today only");
    await list.getByRole("button", { name: "Close report" }).click();
    await list.getByLabel("There's nothing to do").check();
    await list.getByLabel("Note (optional)").fill("Deleted already");
    await list.locator("rally-close-report").getByRole("button", { name: "Close report" }).click();
    await expect(list.getByText("No open reports.")).toBeVisible();
    await list.getByRole("button", { name: "Reviewed" }).click();
    await expect(list).toContainText("Dismissed · Deleted already");
    await olga.getByRole("link", { name: "Open the chat" }).click();
    await expectOpen(olga, "Plaza");
    await details(olga).getByRole("button", { name: "Reports" }).click();
    await expect(details(olga).locator("rally-report-list")).toContainText("No open reports.");
  });

  await test.step("an administrator sees both, from the notification", async () => {
    await root.goto("/notifications");
    await root.getByText("There's a new report").first().click();
    await expect(root).toHaveURL("/moderation");
    await expect(root.getByText("max reported tom")).toBeVisible();
    await expect(root.getByText("max reported a message by tom")).toHaveCount(0);
    await root.getByRole("link", { name: "Settings" }).click();
    await root.getByRole("link", { name: /^Moderation/ }).click();
    await root.getByRole("button", { name: "Reviewed" }).click();
    await expect(root.getByText("max reported a message by tom")).toBeVisible();
  });
});
