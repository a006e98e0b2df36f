import type { Page } from "@playwright/test";
import { signUp } from "./steps/accounts.js";
import { composer, expectOpen, inList, message } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { countStoredMessages, goOffline } from "./steps/storage.js";

const rally = useRally();

const palette = (page: Page) => page.getByRole("dialog", { name: "Search" });
const field = (page: Page) =>
  page.getByRole("combobox", { name: "Search chats, people and commands" });
const options = (page: Page, group: string) =>
  page.getByRole("group", { name: group }).getByRole("option");

async function openPalette(page: Page): Promise<void> {
  // The shortcuts come with the app, which a page that has just been opened still loads.
  await expect(page.locator("rally-navigation nav")).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
}

test("Ctrl+K finds a person who is not on the device, and writes to them", async ({
  newDevice,
}) => {
  await newMember(rally, "bob");
  const page = await newDevice(rally);
  await signUp(page, "ada");
  await newMember(rally, "zoltan");
  await page.goto("/settings");
  await openPalette(page);
  await page.keyboard.type("zol");
  await expect(options(page, "People")).toHaveText([/zoltan/]);
  await page.keyboard.press("Enter");
  await expect(palette(page)).toBeHidden();
  await expectOpen(page, "zoltan");
  await expect(inList(page, "zoltan")).toBeVisible();
  // From now on the person is found once, as a chat.
  await openPalette(page);
  await page.keyboard.type("@zoltan");
  await expect(options(page, "Chats")).toHaveText([/zoltan/]);
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(palette(page)).toBeHidden();
});

test("[S7] offline after a cold start, the keyboard alone opens a chat with it", async ({
  newProfile,
}) => {
  const bob = await newMember(rally, "ben_ami");
  const profile = newProfile(rally);
  const page = await profile.open();
  await signUp(page, "cleo");
  await bob.greet("cleo", "Tennis on Sunday?");
  await expect(inList(page, "ben_ami")).toBeVisible();
  await expect.poll(() => countStoredMessages(page)).toBe(1);
  await goOffline(page);
  await page.goto("/notifications");
  await expectOpen(page, "Notifications");
  await openPalette(page);
  // Enter directly after the letters opens their result, not the previous one.
  await page.keyboard.type("ami");
  await page.keyboard.press("Enter");
  await expectOpen(page, "ben_ami");
  await expect(message(page, "Tennis on Sunday?")).toBeVisible();

  await openPalette(page);
  await page.keyboard.type("nobody at all");
  await expect(page.getByText("Nothing found for “nobody at all”")).toBeVisible();
  await expect(page.getByText("You're offline. Only what's saved on this device")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(composer(page)).toBeVisible();
  await page.context().setOffline(false);
});

test("arrow keys go through the groups, and commands and pages are found by their names", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await signUp(page, "dora");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(field(page)).toBeFocused();
  const active = page.locator("[role=option][aria-selected=true]");
  await expect(active).toHaveText(/World chat/);
  await page.keyboard.press("ArrowDown");
  await expect(active).toHaveText("New chat");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(active).toHaveText("Settings");
  await expect(field(page)).toHaveAttribute(
    "aria-activedescendant",
    (await active.getAttribute("id")) ?? "",
  );

  await page.keyboard.type("dark");
  await expect(active).toHaveText("Use the dark theme");
  await page.keyboard.press("Enter");
  await expect(palette(page)).toBeHidden();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  // The focus returns to its previous place.
  await expect(page.getByRole("button", { name: "Search" })).toBeFocused();

  await openPalette(page);
  await page.keyboard.type("two-factor");
  await expect(options(page, "Settings")).toHaveText([/^\s*Security/]);
  await page.keyboard.press("Enter");
  await expectOpen(page, "Security");

  await openPalette(page);
  await page.keyboard.type("new ch");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "New chat" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Find someone" })).toBeFocused();
  await openPalette(page);
  await expect(page.getByRole("dialog", { name: "New chat" })).toBeHidden();
  await page.keyboard.type("sign out");
  await expect(active).toHaveText("Sign out");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("the palette fills a phone's screen", async ({ newDevice }) => {
  const page = await newDevice(rally, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await signUp(page, "eli");
  await page.getByRole("button", { name: "Search" }).tap();
  await expect(field(page)).toBeFocused();
  await expect
    .poll(() =>
      page.locator("rally-palette wa-dialog").evaluate((dialog) => {
        const box = dialog.shadowRoot?.querySelector("dialog")?.getBoundingClientRect();
        return box && [box.x, box.y, box.width, box.height];
      }),
    )
    .toEqual([0, 0, 390, 844]);
  await page.getByRole("option", { name: "People" }).tap();
  await expectOpen(page, "People");
});

test("a theme chosen in the palette is the one that open settings show", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await signUp(page, "vera");
  await page.goto("/settings/appearance");
  await expect(page.getByRole("radio", { name: "System" })).toBeChecked();
  await openPalette(page);
  await page.keyboard.type("dark");
  await expect(options(page, "Commands")).toHaveText([/Use the dark theme/]);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
});
