import type { Page } from "@playwright/test";
import { newId } from "@rally/shared/ids";
import { timeoutFactor } from "@rally/shared/server/testing";
import { expectSignedIn, field, signUp } from "./steps/accounts.js";
import {
  entries,
  expectOpen,
  inList,
  log,
  message,
  openConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { arrival } from "./steps/mail.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Lists the boxes without their own scrollbar that were scrolled nevertheless, with the pixels. */
function movedAway(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const moved: string[] = [];
    const look = (root: ParentNode): void => {
      for (const element of root.querySelectorAll<HTMLElement>("*")) {
        const scrolls = /auto|scroll/.test(getComputedStyle(element).overflowY);
        if (!scrolls && element.clientHeight > 100 && element.scrollTop > 0)
          moved.push(`${element.localName}.${element.className} ${element.scrollTop}`);
        if (element.shadowRoot) look(element.shadowRoot);
      }
    };
    look(document);
    return moved;
  });
}

test("a tap on a quote on a phone scrolls only the messages", async ({ newDevice }) => {
  const ben = await newMember(rally, "ben");
  const page = await newDevice(rally, phone);
  await signUp(page, "ada");
  await ben.greet("ada", "the first word");
  const { id } = await ben.conversation("ada");
  const answer = (body: string, replyTo: string | undefined) =>
    ben.run("message.send", { conversationId: id, content: { kind: "text", body }, replyTo });
  const [first] = await ben.history(id);
  await ben.say(id, ...Array.from({ length: 60 }, (_, index) => `line ${index}`));
  const [near] = await ben.say(id, "a word near the end");
  await answer("answers what is near", near);
  await answer("answers what is far", first?.id);
  await inList(page, "ben").tap();
  await expectOpen(page, "ben");
  await expect(async () => {
    await log(page).evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollHeight;
    });
    await expect(message(page, "answers what is far")).toBeInViewport({ timeout: 500 });
  }).toPass();
  for (const [text, quoted] of [
    ["answers what is near", "a word near the end"],
    ["answers what is far", "the first word"],
  ] as const) {
    await expect(message(page, text)).toBeInViewport();
    await message(page, text)
      .getByRole("button", { name: /In reply to/ })
      .tap();
    const row = entries(page).filter({ hasText: quoted }).first();
    await expect(row).toHaveClass(/highlighted/);
    await expect(row).toBeInViewport();
    expect(await movedAway(page)).toEqual([]);
    await expect(page.getByRole("heading", { level: 1, name: "ben" })).toBeInViewport();
  }
});

test("no page on a phone has a box that focus or a jump could scroll away", async ({
  newDevice,
}) => {
  const tim = await newMember(rally, "tim");
  const world = await tim.conversation("World chat");
  await tim.say(world.id, ...Array.from({ length: 40 }, (_, index) => `word ${index}`));
  const page = await newDevice(rally, phone);
  await signUp(page, "tess");
  await openConversation(page, "World chat");
  await expect(message(page, "word 39")).toBeAttached();
  // Scrolls every box without its own scrollbar to its end.
  await page.evaluate(() => {
    const push = (root: ParentNode): void => {
      for (const element of root.querySelectorAll<HTMLElement>("*")) {
        if (!/auto|scroll/.test(getComputedStyle(element).overflowY)) element.scrollTop = 10_000;
        if (element.shadowRoot) push(element.shadowRoot);
      }
    };
    push(document);
  });
  expect(await movedAway(page)).toEqual([]);
});

test("the back arrow returns to the previous page, or to the chats when there is none", async ({
  newDevice,
}) => {
  await newMember(rally, "cleo");
  const page = await newDevice(rally, phone);
  await signUp(page, "dora");
  await page.goto("/people/directory");
  await page.getByRole("link", { name: "cleo", exact: true }).tap();
  await page.getByRole("button", { name: "Message", exact: true }).tap();
  await expectOpen(page, "cleo");
  const back = page.getByRole("link", { name: "Back", exact: true });
  await back.tap();
  await expect(page).toHaveURL(/\/@cleo$/);
  await back.tap();
  await expect(page).toHaveURL(/\/people\/directory$/);
  await back.tap();
  await expect(page).toHaveURL(rally.url + "/");
  await expectSignedIn(page);
});

test("switching between the tabs of a page adds one history entry, not one per tab", async ({
  newDevice,
}) => {
  const page = await newDevice(rally, phone);
  await signUp(page, "tom");
  await page.getByRole("link", { name: "People", exact: true }).tap();
  for (const tab of ["Requests", "Everyone", "Blocked"])
    await page.getByRole("link", { name: tab, exact: true }).tap();
  await expect(page).toHaveURL(/\/people\/apart$/);
  await page.getByRole("link", { name: "Back", exact: true }).tap();
  await expect(page).toHaveURL(rally.url + "/");
});

test("addresses that people guess open the page they name", async ({ newDevice }) => {
  const page = await newDevice(rally);
  for (const [address, heading, opened] of [
    ["/login", "Sign in", "/sign-in"],
    ["/signup", "Create an account", "/register"],
    ["/Register", "Create an account", "/register"],
    ["/forgot-password", "Forgot your password?", "/forgot"],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(page).toHaveURL(rally.url + opened);
  }
  await signUp(page, "gus");
  for (const [address, heading, opened] of [
    ["/friends", "Friends", "/people"],
    ["/people/friends", "Friends", "/people"],
    ["/account", "Profile", "/settings/profile"],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(page).toHaveURL(rally.url + opened);
  }
});

test("the sign-in and register pages tell signed-in users that they are signed in", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await signUp(page, "hal");
  for (const address of ["/login", "/register"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: "You're signed in" })).toBeVisible();
    await expect(page.getByText("Welcome back, hal.")).toBeVisible();
  }
  await page.getByRole("link", { name: "Go to chats" }).click();
  await expectSignedIn(page);
  await expect(page).toHaveURL(rally.url + "/");
});

test("a conversation that does not exist is reported as such, and offline as unknown", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await signUp(page, "ina");
  await page.goto(`/c/${newId()}`);
  await expect(page.getByRole("heading", { name: "You're not in this chat" })).toBeVisible();
  await page.getByRole("link", { name: "Go to chats" }).click();
  // The app does not remember the invalid address as the last open conversation.
  await expectOpen(page, "World chat");

  await goOffline(page);
  const address = `/c/${newId()}`;
  await page.evaluate((path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, address);
  await expect(page.getByRole("heading", { name: "You're offline" })).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByRole("heading", { name: "You're not in this chat" })).toBeVisible({
    timeout: 40_000 * timeoutFactor,
  });
});

test("a conversation that is new to this device opens by its address", async ({ newDevice }) => {
  const joe = await newMember(rally, "joe");
  const page = await newDevice(rally);
  await signUp(page, "kim");
  await joe.greet("kim", "found you");
  const { id } = await joe.conversation("kim");
  await page.goto(`/c/${id}`);
  await expectOpen(page, "joe");
  await expect(log(page).getByText("found you")).toBeVisible();
});

test.describe("the link that confirms an address", () => {
  test("opens a page without errors, and explains the problem when it is used twice", async ({
    newDevice,
  }) => {
    const page = await newDevice(rally);
    await signUp(page, "lou");
    const { link } = await arrival(rally, "lou@example.org", /Confirm/);
    await page.goto(link);
    const button = page.getByRole("button", { name: "Confirm", exact: true });
    await expect(button).toBeVisible();
    await expect(page.locator(".form-error")).toBeHidden();
    await button.click();
    await expect(page.getByRole("heading", { name: "You're all set" })).toBeVisible();

    await page.goto("/home");
    await page.goto(link);
    await button.click();
    await expect(page.getByRole("alert")).toContainText("already used");
    await expect(page.getByRole("link", { name: "Settings" })).toBeVisible();
  });

  test("explains the problem and the next step when it was cut off by a mail program or a reload", async ({
    newDevice,
  }) => {
    const page = await newDevice(rally);
    for (const address of ["/confirm", "/confirm#abc"]) {
      await page.goto("/sign-in");
      await page.goto(address);
      const button = page.getByRole("button", { name: "Confirm", exact: true });
      if (address.includes("#")) await button.click();
      await expect(page.getByRole("alert")).toContainText(/link/);
      await expect(page.getByRole("alert")).toBeVisible();
      await page.getByRole("link", { name: "Settings" }).click();
      await expect(field(page, "Password")).toBeVisible();
    }
  });
});
