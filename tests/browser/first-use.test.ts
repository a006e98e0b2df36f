import type { Locator } from "@playwright/test";
import { timeoutFactor } from "@rally/shared/server/testing";
import { signUp } from "./steps/accounts.js";
import { openConversation, say } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember, newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { openSettings } from "./steps/settings.js";
import { switchRow } from "./steps/switch.js";

const rally = useRally();

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error("The element is not rendered");
  return { ...box, right: box.x + box.width, bottom: box.y + box.height };
}

test("a friend's presence dot is attached to their picture", async ({ newUsers }) => {
  const [ann] = await newUsers(rally, "ann", "bob");
  const [annMember, bobMember] = [await asMember(rally, "ann"), await asMember(rally, "bob")];
  await annMember.run("friend.request", { userId: bobMember.id });
  await bobMember.run("friend.accept", { userId: annMember.id });
  await ann.getByRole("link", { name: "People", exact: true }).click();
  const line = ann.getByRole("main").getByRole("listitem").filter({ hasText: "@bob" });
  const dot = line.locator("rally-presence-dot .dot");
  await expect(dot).toBeVisible({ timeout: 20_000 * timeoutFactor });
  const [around, inside] = [await boxOf(line.locator("rally-avatar")), await boxOf(dot)];
  expect(inside.x).toBeLessThan(around.right);
  expect(inside.right).toBeLessThanOrEqual(around.right + 6);
  expect(inside.y).toBeLessThan(around.bottom);
  expect(inside.bottom).toBeLessThanOrEqual(around.bottom + 6);
  expect(inside.x).toBeGreaterThan(around.x + around.width / 2);
});

test("an error about one picture is cleared by the next, and the user's own picture is in the navigation", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await signUp(page, "cara");
  const picture = await page.screenshot({ type: "png" });
  await page.goto("/@cara");
  await page.getByRole("button", { name: "Edit profile" }).click();
  const choose = async (name: string, mimeType: string, buffer: Buffer): Promise<void> => {
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Choose picture" }).click();
    await (await chooser).setFiles({ name, mimeType, buffer });
  };
  const problem = page.getByRole("alert").filter({ hasText: /picture/i });
  await choose("broken.png", "image/png", Buffer.from("no picture"));
  await expect(problem).toBeVisible();
  await choose("me.png", "image/png", picture);
  await expect(page.getByRole("img", { name: /^The visible part/ })).toBeVisible();
  await expect(problem).toHaveCount(0);
  await page.getByRole("button", { name: "Use this picture" }).click();
  await expect(page.getByRole("button", { name: "Remove picture" })).toBeVisible();
  const own = page.getByRole("link", { name: "cara, your account" }).locator("img");
  await expect
    .poll(() => own.evaluate((image: HTMLImageElement) => image.naturalWidth).catch(() => 0))
    .toBeGreaterThan(0);
});

for (const [locale, clock] of [
  ["en-US", /^\d{1,2}:\d{2}\s[AP]M$/],
  ["en-GB", /^\d{2}:\d{2}$/],
] as const) {
  test(`${locale}: all times use the same clock format`, async ({ newDevice }) => {
    const page = await newDevice(rally, { locale });
    await signUp(page, `dan_${locale.slice(-2).toLowerCase()}`);
    await openConversation(page, "World chat");
    await say(page, `the time in ${locale}`);
    const times = page.locator("rally-message-list time, rally-conversation-item time");
    await expect.poll(() => times.count()).toBeGreaterThanOrEqual(2);
    for (const words of await times.allInnerTexts()) expect(words.trim()).toMatch(clock);
    await openSettings(page, "Devices");
    const seen = page.locator("rally-session-list").getByText("Last active").first();
    await expect(seen).toContainText(locale === "en-US" ? /\d\s[AP]M/ : /\d{2}:\d{2}/);
    if (locale === "en-GB") await expect(seen).not.toContainText(/[AP]M/i);
  });
}

test("theme previews differ, and a switch shows its state in forced colours", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await signUp(page, "eli");
  await openSettings(page, "Appearance");
  const drawn = (theme: string) =>
    page
      .locator(`input[value=${theme}] + .swatch i`)
      .evaluate((preview) => getComputedStyle(preview).backgroundColor);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await drawn("light")).not.toBe(await drawn("dark"));
  }

  await openSettings(page, "Privacy");
  await page.emulateMedia({ forcedColors: "active" });
  const toggle = page.getByRole("switch", { name: "Appear offline" });
  const look = () =>
    toggle.evaluate((element) => {
      const colour = (part: string): string => {
        const drawn = (element.getRootNode() as ShadowRoot).querySelector(`[part~=${part}]`);
        return drawn ? getComputedStyle(drawn).backgroundColor : "";
      };
      return { track: colour("control"), knob: colour("thumb") };
    });
  await expect(toggle).not.toBeChecked();
  const off = await look();
  expect(off.knob).not.toBe(off.track);
  await switchRow(page, "Appear offline").click();
  await expect(toggle).toBeChecked();
  await expect.poll(async () => (await look()).track).not.toBe(off.track);
  const on = await look();
  expect(on.knob).not.toBe(on.track);
});

test("French names in the navigation do not touch each other at 360 pixels, and give way to icons at 320", async ({
  newDevice,
}) => {
  const page = await newDevice(rally, { locale: "fr-FR", viewport: { width: 360, height: 640 } });
  await page.goto("/register");
  await page.getByLabel("Nom d’utilisateur", { exact: true }).fill("flo");
  await page.getByLabel("E-mail", { exact: true }).fill("flo@example.org");
  await page.getByLabel("Mot de passe", { exact: true }).fill("correct horse battery");
  await page.locator("button[type=submit]").click();
  const labels = page.locator("rally-navigation li .label");
  await expect(labels).toHaveCount(6, { timeout: 15_000 * timeoutFactor });
  await expect(labels.first()).toHaveText("Accueil");
  let before = 0;
  for (const label of await labels.all()) {
    const box = await boxOf(label);
    expect(box.x).toBeGreaterThanOrEqual(before);
    expect(box.right).toBeLessThanOrEqual(360);
    before = box.right;
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await expect.poll(async () => (await boxOf(labels.last())).width).toBe(1);
  await expect(page.getByRole("link", { name: "Réglages" })).toBeVisible();
});

test("settings show which parts the server did not answer, and load them by themselves", async ({
  newDevice,
}) => {
  await newMember(rally, "gil");
  const page = await newDevice(rally);
  await signUp(page, "hana");
  const cutOff = "**/api/v1/auth/{sessions,security}";
  await page.route(cutOff, (route) => route.abort());
  const waits = page.getByText("Can't reach the server.");
  const parts = [
    ["Devices", page.locator("rally-session-list").getByText("Last active").first()],
    ["Security", page.getByRole("heading", { name: "Passkeys" })],
  ] as const;
  for (const [name] of parts) {
    await openSettings(page, name);
    await expect(waits).toHaveCount(1);
  }
  await expect(page.getByRole("button", { name: "Change your password" })).toBeVisible();
  await openSettings(page, "Profile");
  await expect(page.getByText("hana@example.org").first()).toBeVisible();
  await openSettings(page, "Privacy");
  await expect(page.getByRole("switch", { name: "Appear offline" })).toBeVisible();

  for (const [name, part] of parts) {
    await openSettings(page, name);
    await expect(waits).toHaveCount(1);
    await page.unroute(cutOff);
    // They load by themselves when the socket connects now, else by the button: an open socket sends
    // no event.
    await expect(async () => {
      const again = page.getByRole("button", { name: "Try again" }).first();
      if ((await waits.count()) > 0) await again.click({ timeout: 1_000 });
      expect(await waits.count()).toBe(0);
    }).toPass();
    await expect(part).toBeVisible();
    await page.route(cutOff, (route) => route.abort());
  }
});

test("settings opened while the server is down load once it is back", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await signUp(page, "ida");
  const security = await page.context().newPage();
  await security.goto("/");
  const tabs = [
    [page, "Devices", page.locator("rally-session-list").getByText("Last active").first()],
    [security, "Security", security.getByRole("heading", { name: "Passkeys" })],
  ] as const;
  for (const [tab, name, part] of tabs) {
    await openSettings(tab, name);
    // Its chunk is loaded after the heading is shown, and cannot be loaded without the server.
    await expect(part).toBeVisible();
    await openConversation(tab, "World chat");
  }
  await rally.kill();
  for (const [tab, name] of tabs) {
    await openSettings(tab, name);
    await expect(tab.getByText("Can't reach the server.")).toHaveCount(1);
  }
  await rally.startAgain();
  for (const [tab, , part] of tabs) {
    await expect(part).toBeVisible({ timeout: 40_000 * timeoutFactor });
    await expect(tab.getByText("Can't reach the server.")).toHaveCount(0);
  }
});
