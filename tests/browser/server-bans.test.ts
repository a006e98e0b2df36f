import { setUpAdmin } from "./steps/accounts.js";
import { say } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

test("an administrator reads the message log, and bans a user and an address", async ({
  newDevice,
  newUsers,
}) => {
  test.slow();
  const root = await newDevice(rally);
  await setUpAdmin(root, rally);
  const [tom] = await newUsers(rally, "tom");
  await tom.goto("/");
  await tom.getByRole("link", { name: /World chat/ }).click();
  await say(tom, "Cheap pills, today only");

  await test.step("the log shows the message, and only those of its author on request", async () => {
    await root.goto("/message-log");
    await expect(root).toHaveURL("/moderation/messages");
    const log = root.locator("rally-message-log");
    await expect(log.getByText("Cheap pills, today only")).toBeVisible();
    await log.getByRole("button", { name: "tom", exact: true }).click();
    await expect(log.getByText("Messages by tom")).toBeVisible();
    await log.getByLabel("Username or address").fill("nobody_here");
    await log.getByRole("button", { name: "Search" }).click();
    await expect(log.locator(".error")).toBeVisible();
    await log.getByLabel("Username or address").fill("192.0.2.0/24");
    await log.getByRole("button", { name: "Search" }).click();
    await expect(log.getByText("No messages")).toBeVisible();
    await log.getByRole("button", { name: "Show all" }).click();
    await expect(log.getByText("Cheap pills, today only")).toBeVisible();
  });

  await test.step("a user is banned by name, with a reason, and the ban is lifted", async () => {
    await root.goto("/bans");
    const bans = root.locator("rally-server-bans");
    await expect(bans.getByText("No one is banned")).toBeVisible();
    await bans.getByLabel("Username or address").fill("@tom");
    await bans.getByLabel("Reason (optional)").fill("Spam");
    await bans.getByRole("button", { name: "Ban", exact: true }).click();
    await expect(bans.getByText("@tom · Spam")).toBeVisible();

    // The open page says so, also after a reload, and keeps its messages.
    const status = tom.locator("rally-status-line");
    await expect(status).toContainText("You're banned from this server. Reason: Spam");
    await expect(tom.getByText("Cheap pills, today only").first()).toBeVisible();
    await tom.reload();
    await expect(status).toContainText("You're banned from this server. Reason: Spam");
    await expect(tom.getByText("Cheap pills, today only").first()).toBeVisible();
    await bans.getByRole("button", { name: "Lift the ban of tom" }).click();
    await root.getByRole("button", { name: "Lift ban" }).click();
    await expect(root.getByRole("dialog")).toHaveCount(0);
    await tom.reload();
    await expect(status).toContainText("You've been signed out");
    await expect(bans.getByText("No one is banned")).toBeVisible();
  });

  await test.step("a wide range is confirmed", async () => {
    const bans = root.locator("rally-server-bans");
    await bans.getByLabel("Username or address").fill("2001::/16");
    await bans.getByRole("button", { name: "Ban", exact: true }).click();
    await expect(bans.getByText("That's more than 65,000 addresses.")).toBeVisible();
    await bans.getByRole("button", { name: "Ban them all" }).click();
    await expect(bans.getByText("2001::/16", { exact: true })).toBeVisible();
  });

  await test.step("the audit log shows all of it", async () => {
    await root.goto("/audit");
    const log = root.locator("rally-audit-log");
    await expect(log.getByText("banned 2001::/16 from the server")).toBeVisible();
    await expect(log.getByText("lifted the server ban of tom")).toBeVisible();
    await expect(log.getByText("read the message log")).toHaveCount(1);
  });
});
