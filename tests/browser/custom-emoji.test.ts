import type { Locator, Page } from "@playwright/test";
import sharp from "sharp";
import { setUpAdmin } from "./steps/accounts.js";
import { composer, entries, openConversation, startConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";
import { goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

const picture = async (color: string) => ({
  name: "Party Cat.png",
  mimeType: "image/png",
  buffer: await sharp({ create: { width: 90, height: 60, channels: 3, background: color } })
    .png()
    .toBuffer(),
});

/** A custom emoji within messages and reactions, as its picture. */
const drawn = (page: Page, name: string): Locator =>
  entries(page).getByRole("img", { name: `:${name}:`, exact: true });

const isLoaded = (image: Locator): Promise<boolean> =>
  image.evaluate((element: HTMLImageElement) => element.naturalWidth > 0);

test("an emoji that an administrator adds is picked, completed and reacted with, also offline, until it is removed", async ({
  newDevice,
  newUsers,
}) => {
  test.slow();
  const root = await newDevice(rally);
  await setUpAdmin(root, rally);
  const page = root.locator("rally-server-emoji");

  await test.step("a file suggests the name; a missing name and a taken one are refused", async () => {
    await root.goto("/emoji");
    await expect(root).toHaveURL("/moderation/emoji");
    await expect(page.getByText("No emoji of your own yet")).toBeVisible();
    await page.getByRole("button", { name: "Add emoji" }).click();
    await expect(page.getByText("Choose a picture.")).toBeVisible();
    await page.locator("input[type=file]").setInputFiles(await picture("tomato"));
    await expect(page.getByLabel("Name")).toHaveValue("party_cat");
    await page.getByLabel("Name").fill("wave");
    await page.getByRole("button", { name: "Add emoji" }).click();
    await expect(page.getByText("There's already an emoji with this name.")).toBeVisible();
    await page.getByLabel("Name").fill(":party_cat:");
    await page.getByRole("button", { name: "Add emoji" }).click();
    await expect(page.getByText("Added. It reaches everyone within a few seconds.")).toBeVisible();
    await expect(page.getByRole("listitem").getByText(":party_cat:")).toBeVisible();
  });

  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await startConversation(ada, "ben");

  await test.step("it is chosen in the picker, and completed from its name", async () => {
    await ada.getByRole("button", { name: "Emoji", exact: true }).click();
    const picker = ada.getByRole("dialog", { name: "Emoji" });
    await expect(picker.getByRole("rowgroup", { name: "This server" })).toBeVisible();
    await ada.keyboard.type("party cat");
    await picker.getByRole("gridcell", { name: "party_cat" }).click();
    await expect(composer(ada)).toHaveValue(":party_cat:");
    await composer(ada).press("Enter");
    await composer(ada).pressSequentially("Tonight :party_c");
    await ada.getByRole("option", { name: /party_cat/ }).click();
    await expect(composer(ada)).toHaveValue(/^Tonight :party_cat: ?$/);
    await composer(ada).press("Enter");
    await expect(drawn(ada, "party_cat")).toHaveCount(2);
  });

  await test.step("the other user sees it and reacts with it", async () => {
    // From then on it keeps pictures, and the app starts without a connection.
    await waitForServiceWorker(ben);
    await openConversation(ben, "ada");
    await expect(drawn(ben, "party_cat")).toHaveCount(2);
    const [alone, inText] = await drawn(ben, "party_cat").all();
    if (!alone || !inText) throw new Error("Not drawn twice");
    await expect.poll(() => isLoaded(alone)).toBe(true);
    const widthOf = async (image: Locator) => (await image.boundingBox())?.width ?? 0;
    expect(await widthOf(alone)).toBeGreaterThan(1.5 * (await widthOf(inText)));
    const message = entries(ben).filter({ hasText: "Tonight" });
    await message.hover();
    await message.getByRole("button", { name: /^Actions for/ }).click();
    await ben.getByRole("menuitem", { name: "More reactions" }).click();
    await ben.getByRole("gridcell", { name: "party_cat" }).first().click();
    const reaction = (on: Page): Locator =>
      entries(on).getByRole("group", { name: "Reactions" }).getByRole("img");
    await expect(reaction(ben)).toHaveAttribute("alt", ":party_cat:");
    await expect(reaction(ada)).toHaveAttribute("alt", ":party_cat:");
  });

  await test.step("it shows without a connection after a reload", async () => {
    await goOffline(ben);
    await ben.reload();
    await expect(drawn(ben, "party_cat").first()).toBeVisible();
    await expect.poll(() => isLoaded(drawn(ben, "party_cat").first())).toBe(true);
    await ben.context().setOffline(false);
  });

  await test.step("once removed it shows as its name", async () => {
    await page.getByRole("button", { name: "Remove party_cat" }).click();
    await root.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(page.getByText("No emoji of your own yet")).toBeVisible();
    await ben.reload();
    await expect(entries(ben).filter({ hasText: "Tonight :party_cat:" })).toBeVisible();
    await expect(drawn(ben, "party_cat")).toHaveCount(0);
    await root.goto("/moderation/audit");
    await expect(root.getByText("removed an emoji from the server")).toBeVisible();
  });
});
