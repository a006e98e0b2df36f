import type { Page } from "@playwright/test";
import { timeoutFactor } from "@rally/shared/server/testing";
import { expectOpen, say, startConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";
import { goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

const people = async (page: Page, tab: "Friends" | "Requests" | "Everyone" | "Blocked") => {
  if (!new URL(page.url()).pathname.startsWith("/people")) await page.goto("/people");
  await page.getByRole("navigation", { name: "People" }).getByRole("link", { name: tab }).click();
};

const act = (page: Page, action: string, name: string) =>
  page.getByRole("button", { name: `${action}: ${name}`, exact: true });

/** An entry in a list of people. */
const line = (page: Page, name: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("link", { name, exact: true }) });

test("two users become friends, and each finds sent and received requests in the right list", async ({
  newUsers,
}) => {
  test.slow();
  const [ada, ben] = await newUsers(rally, "ada", "ben");

  await people(ada, "Everyone");
  await ada.getByRole("searchbox", { name: "Search people" }).fill("ben");
  await act(ada, "Add friend", "ben").click();
  await people(ada, "Requests");
  await expect(ada.getByRole("heading", { name: "Requests sent (1)" })).toBeVisible();
  await people(ben, "Requests");
  await expect(ben.getByRole("heading", { name: "Requests received (1)" })).toBeVisible();

  await act(ada, "Cancel request", "ben").click();
  await expect(ada.getByRole("heading", { name: "No friend requests" })).toBeVisible();
  await expect(ben.getByRole("heading", { name: "No friend requests" })).toBeVisible();

  await ada.goto("/@ben");
  await ada.getByRole("button", { name: "Add friend" }).click();
  await act(ben, "Accept", "ada").click();
  await people(ben, "Friends");
  await expect(line(ben, "ada")).toBeVisible();
  // The sender sees the change without another request.
  await expect(ada.getByRole("button", { name: "Remove friend" })).toBeVisible();
  await act(ben, "Message", "ada").click();
  await expectOpen(ben, "ada");
});

test("a block ends the friendship for both and lasts until it is removed", async ({ newUsers }) => {
  test.slow();
  const [cleo, dan] = await newUsers(rally, "cleo", "dan");
  await startConversation(cleo, "dan");
  await say(cleo, "hello dan");
  await cleo.goto("/@dan");
  await cleo.getByRole("button", { name: "Add friend" }).click();
  await people(dan, "Requests");
  await act(dan, "Accept", "cleo").click();

  await cleo.getByRole("button", { name: "Block" }).click();
  await expect(cleo.getByRole("dialog", { name: "Block dan?" })).toBeVisible();
  await cleo.locator("rally-confirm-dialog").getByRole("button", { name: "Block" }).click();
  await expect(cleo.getByRole("button", { name: "Unblock" })).toBeVisible();
  await people(dan, "Friends");
  await expect(dan.getByRole("heading", { name: "No friends yet" })).toBeVisible();
  await people(dan, "Everyone");
  await dan.getByRole("searchbox", { name: "Search people" }).fill("cleo");
  await expect(dan.getByRole("heading", { name: "No one found" })).toBeVisible();

  await people(cleo, "Blocked");
  await act(cleo, "Unblock", "dan").click();
  await expect(
    cleo.getByRole("heading", { name: "You haven’t blocked or ignored anyone" }),
  ).toBeVisible();
  await dan.goto("/@cleo");
  await expect(dan.getByRole("button", { name: "Add friend" })).toBeVisible();
});

test("without a network friends are listed, and a request waits and is sent by itself later", async ({
  newUsers,
}) => {
  test.slow();
  const [fred, eve] = await newUsers(rally, "fred", "eve");
  await startConversation(eve, "fred");
  await goOffline(eve);
  await eve.goto("/@fred");
  await eve.getByRole("button", { name: "Add friend" }).click();
  await expect(eve.getByRole("button", { name: /^Cancel request/ })).toBeVisible();
  await people(eve, "Requests");
  await expect(line(eve, "fred")).toContainText("Waiting to be sent");
  await eve.context().setOffline(false);
  await people(fred, "Requests");
  await expect(act(fred, "Accept", "eve")).toBeVisible({ timeout: 40_000 * timeoutFactor });
  await expect(line(eve, "fred")).not.toContainText("Waiting to be sent");
});

test("a profile and a cropped picture are edited and seen by others, also without a network", async ({
  newUsers,
}) => {
  test.slow();
  const [gil, hana] = await newUsers(rally, "gil", "hana");
  await gil.goto("/@gil");
  await gil.getByRole("button", { name: "Edit profile" }).click();
  await gil.getByLabel("Status").fill("on the court");
  const chooser = gil.waitForEvent("filechooser");
  await gil.getByRole("button", { name: "Choose picture" }).click();
  const picture = await gil.screenshot({ type: "png" });
  await (await chooser).setFiles({ name: "me.png", mimeType: "image/png", buffer: picture });
  await expect(gil.getByRole("img", { name: /^The visible part/ })).toBeFocused();
  await gil.keyboard.press("+");
  await gil.keyboard.press("ArrowRight");
  await gil.getByRole("button", { name: "Use this picture" }).click();
  await expect(gil.getByRole("button", { name: "Remove picture" })).toBeVisible();
  await gil.getByRole("button", { name: "Save" }).click();
  await expect(gil.getByText("on the court")).toBeVisible();

  await waitForServiceWorker(hana);
  await hana.goto("/@gil");
  await expect(hana.getByText("on the court")).toBeVisible();
  const shown = () =>
    hana.evaluate(() => {
      const page = document.querySelector("rally-app")?.shadowRoot?.querySelector("rally-home");
      const profile = page?.shadowRoot?.querySelector("rally-profile-page");
      const avatar = profile?.shadowRoot?.querySelector("rally-avatar");
      return avatar?.shadowRoot?.querySelector("img")?.naturalWidth ?? 0;
    });
  await expect.poll(shown).toBe(512);
  await goOffline(hana);
  await hana.reload();
  await expect(hana.getByText("on the court")).toBeVisible();
  await expect.poll(shown).toBe(512);
});
