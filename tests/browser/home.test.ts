import { expectSignedIn, signUp } from "./steps/accounts.js";
import { expectOpen, inList } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

test("[S7] home greets, shows a newcomer the next steps, lists unread messages, and opens offline", async ({
  newProfile,
}) => {
  const cleo = await newMember(rally, "cleo");
  const profile = newProfile(rally);
  const page = await profile.open();
  await signUp(page, "ada");
  await page.getByRole("link", { name: "Home" }).click();
  const greeting = page.getByRole("heading", { level: 1, name: /^Good .*, ada$/ });
  await expect(greeting).toBeVisible();
  await expect(greeting).toBeFocused();
  await expect(page.getByRole("heading", { name: "Get started" })).toBeVisible();
  await expect(page).toHaveTitle(/Home · Rally$/);

  await cleo.greet("ada", "Are you new here?");
  const turn = page.getByRole("region", { name: "Unread" });
  await expect(turn).toContainText("Are you new here?");
  await expect(page.getByRole("link", { name: "Chats 1 unread" })).toBeVisible();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

  await goOffline(page);
  await page.reload();
  await expect(greeting).toBeVisible();
  await expect(turn).toContainText("Are you new here?");
  await expect(page.getByRole("heading", { name: "Get started" })).toBeVisible();
  await turn.getByRole("link", { name: /cleo/ }).click();
  await expectOpen(page, "cleo");
  await page.context().setOffline(false);
});

for (const [width, height] of [
  [390, 844],
  [1280, 800],
] as const) {
  test(`the navigation is reached by keyboard at ${width} pixels, and a small screen hides it in a conversation`, async ({
    newDevice,
  }) => {
    const page = await newDevice(rally, { viewport: { width, height } });
    await signUp(page, `nav_${width}`);
    await expectSignedIn(page);
    const places = page.getByRole("navigation", { name: "Main" });
    await expect(places.getByRole("link", { name: "Chats" })).toHaveAttribute(
      "aria-current",
      "page",
    );
    await places.getByRole("link", { name: "Home" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: /^Good / })).toBeFocused();
    await expect(places.getByRole("link", { name: "Home" })).toHaveAttribute(
      "aria-current",
      "page",
    );
    await places.getByRole("link", { name: "Chats" }).click();
    await inList(page, "World chat").click();
    await expectOpen(page, "World chat");
    if (width < 900) await expect(places).toBeHidden();
    else await expect(places).toBeVisible();
  });
}
