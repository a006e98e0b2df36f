import type { Locator, Page } from "@playwright/test";
import sharp from "sharp";
import { setUpAdmin, signIn } from "./steps/accounts.js";
import {
  entries,
  expectBackOnline,
  inList,
  openConversation,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";
import { goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

const picture = async (name: string, background: string) => ({
  ...{ name, mimeType: "image/png" },
  buffer: await sharp({ create: { width: 90, height: 60, channels: 3, background } })
    .png()
    .toBuffer(),
});

/** The messages with a sticker of this description. */
const sent = (page: Page, label: string): Locator =>
  entries(page).getByRole("img", { name: label, exact: true });

const isLoaded = (sticker: Locator): Promise<boolean> =>
  sticker
    .locator("img")
    .evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0);

async function openBank(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Emoji", exact: true }).click();
  await page.getByRole("tab", { name: "Stickers" }).click();
  return page.getByRole("grid", { name: "Stickers" });
}

test("a sticker that an administrator uploads is sent, also offline, until it is removed", async ({
  newDevice,
  newUsers,
}) => {
  test.slow();
  const root = await newDevice(rally);
  await setUpAdmin(root, rally);
  const admin = root.locator("rally-server-stickers");
  const pack = admin.getByRole("region", { name: "Match day" });

  await test.step("a pack needs a name, a sticker a picture and a description", async () => {
    await root.goto("/stickers");
    await expect(root).toHaveURL("/moderation/stickers");
    await expect(admin.getByText("No packs of your own yet")).toBeVisible();
    await admin.getByRole("button", { name: "Add pack" }).click();
    await expect(admin.getByText("Enter a name.")).toBeVisible();
    await admin.getByLabel("Name of the pack").fill("Match day");
    await admin.getByRole("button", { name: "Add pack" }).click();
    await pack.getByRole("button", { name: "Add a sticker" }).click();
    await pack.getByRole("button", { name: "Add sticker" }).click();
    await expect(pack.getByText("Choose a picture.")).toBeVisible();
    await pack.locator("input[type=file]").setInputFiles(await picture("match-point.png", "red"));
    await expect(pack.getByLabel("Description")).toHaveValue("Match point");
    await pack.getByRole("button", { name: "Add sticker" }).click();
    await expect(pack.getByRole("listitem").getByText("Match point")).toBeVisible();
    await pack.locator("input[type=file]").setInputFiles(await picture("x.png", "blue"));
    await pack.getByLabel("Description").fill("match point");
    await pack.getByRole("button", { name: "Add sticker" }).click();
    await expect(
      pack.getByText("This pack already has a sticker with this description."),
    ).toBeVisible();
    await pack.getByLabel("Description").fill("Rain delay");
    await pack.getByRole("button", { name: "Add sticker" }).click();
    await expect(pack.getByText("2 of 40")).toBeVisible();
  });

  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await startConversation(ada, "ben");
  await waitForServiceWorker(ada);
  await waitForServiceWorker(ben);

  await test.step("the keyboard marks it as a favorite and sends it", async () => {
    const bank = await openBank(ada);
    await expect(bank.getByRole("rowgroup", { name: "Match day" })).toBeVisible();
    await ada.getByRole("tab", { name: "Stickers" }).focus();
    await ada.keyboard.press("Tab");
    await expect(bank.getByRole("gridcell", { name: "Match point" })).toBeFocused();
    await ada.keyboard.press("f");
    await expect(ada.getByRole("button", { name: "Favorite" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await ada.keyboard.press("Enter");
    await expect.poll(() => isLoaded(sent(ada, "Match point"))).toBe(true);
  });

  await test.step("the other user sees it, by its description in the list, in a reply as well", async () => {
    await expect(inList(ben, "ada").getByText("Sticker: Match point")).toBeVisible();
    await openConversation(ben, "ada");
    await expect.poll(() => isLoaded(sent(ben, "Match point"))).toBe(true);
    await sent(ben, "Match point").hover();
    await entries(ben)
      .getByRole("button", { name: /^Actions for/ })
      .click();
    await ben.getByRole("menuitem", { name: "Reply", exact: true }).click();
    await ben.getByRole("textbox", { name: "Message to ada" }).fill("Well played");
    await ben.keyboard.press("Enter");
    await expect(entries(ada).getByText("Sticker: Match point")).toBeVisible();
  });

  await test.step("without a connection it shows after a reload, and is sent later", async () => {
    await goOffline(ben);
    await ben.reload();
    await expect.poll(() => isLoaded(sent(ben, "Match point"))).toBe(true);
    // Its small picture was never shown here: the large one stands in.
    const bank = await openBank(ben);
    const cell = bank.getByRole("gridcell", { name: "Match point" });
    await expect.poll(() => isLoaded(cell)).toBe(true);
    await cell.click();
    await expect(sent(ben, "Match point")).toHaveCount(2);
    await expect.poll(() => isLoaded(sent(ben, "Match point").last())).toBe(true);
    await ben.context().setOffline(false);
    await expectBackOnline(ben);
    await expect(sent(ada, "Match point")).toHaveCount(2);
  });

  await test.step("one that is removed before it arrives is refused", async () => {
    await goOffline(ada);
    const bank = await openBank(ada);
    for (const name of ["Favorites", "Recent"]) {
      await expect(bank.getByRole("rowgroup", { name }).getByRole("gridcell")).toHaveCount(1);
    }
    await bank.getByRole("gridcell", { name: "Match point" }).first().click();
    await expect(sent(ada, "Match point")).toHaveCount(3);
    await pack.getByRole("button", { name: "Remove Match point" }).click();
    await root.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(pack.getByText("1 of 40")).toBeVisible();
    await ada.context().setOffline(false);
    await expect(entries(ada).getByText("This isn't available anymore.")).toBeVisible();
  });

  await test.step("nobody can send it, and messages keep it", async () => {
    await ada.reload();
    const bank = await openBank(ada);
    await expect(bank.getByRole("gridcell", { name: "Rain delay" })).toBeVisible();
    await expect(bank.getByRole("gridcell", { name: "Match point" })).toHaveCount(0);
    await expect.poll(() => isLoaded(sent(ben, "Match point").first())).toBe(true);
    // Where its picture is gone, its description is left.
    const late = await newDevice(rally, { serviceWorkers: "block" });
    await late.route("**/api/v1/files/**", (route) => route.fulfill({ status: 404 }));
    await signIn(late, "ben");
    await openConversation(late, "ada");
    await expect(sent(late, "Match point").first()).toHaveText("Match point");
  });

  await test.step("a pack is removed with its stickers; the audit log says so", async () => {
    await pack.getByRole("button", { name: "Remove Match day" }).click();
    await root.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(admin.getByText("No packs of your own yet")).toBeVisible();
    await root.goto("/moderation/audit");
    await expect(root.getByText("root removed a sticker pack from the server")).toBeVisible();
    await expect(root.getByText("root removed a sticker from the server")).toBeVisible();
  });
});
