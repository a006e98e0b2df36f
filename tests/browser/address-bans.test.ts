import { setUpAdmin } from "./steps/accounts.js";
import { details, newChannel } from "./steps/channels.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

test("an administrator of the server bans addresses from a channel; moderators can't", async ({
  newDevice,
  newUsers,
}) => {
  const root = await newDevice(rally);
  await setUpAdmin(root, rally);
  await root.goto("/");
  await newChannel(root, "Harbour");
  const bans = details(root).locator("rally-conversation-bans");
  await details(root).getByRole("button", { name: "Banned people" }).click();
  await bans.getByRole("button", { name: "Ban an address" }).click();
  const address = bans.getByLabel("Address or range");
  const ban = bans.getByRole("button", { name: "Ban address" });

  await ban.click();
  await expect(bans.getByText("Enter an address or a range.")).toBeVisible();
  for (const wrong of ["harbour", "127.0.0.1"]) {
    await address.fill(wrong);
    await ban.click();
    await expect(bans.getByText("that doesn't include your own")).toBeVisible();
  }
  await address.fill("203.0.113.0/24");
  await ban.click();
  await expect(bans.getByText("No member was connected from there.")).toBeVisible();
  await expect(bans.getByText("203.0.113.0/24", { exact: true })).toBeVisible();

  await address.fill("198.0.0.0/8");
  await ban.click();
  await expect(bans.getByText("That's more than 65,000 addresses.")).toBeVisible();
  await bans.getByRole("button", { name: "Ban them all" }).click();
  await bans.getByRole("button", { name: "Lift the ban of 198.0.0.0/8" }).click();
  await expect(bans.getByText("198.0.0.0/8", { exact: true })).toHaveCount(0);

  const [lena] = await newUsers(rally, "lena");
  await newChannel(lena, "Lighthouse");
  await details(lena).getByRole("button", { name: "Banned people" }).click();
  await expect(details(lena).getByText("No one is banned.")).toBeVisible();
  await expect(details(lena).getByRole("button", { name: "Ban an address" })).toHaveCount(0);
});
