import type { Page } from "@playwright/test";
import { newId } from "@rally/shared/ids";
import { patience } from "@rally/shared/server/testing";
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

const rally = useRally();

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** How far any box of the layout that does not scroll by itself has been moved away, in pixels. */
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

test("a tap on a quote on a phone scrolls the messages and nothing else", async ({ newDevice }) => {
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

test("no page on a phone has anything that a focus or a jump could scroll away", async ({
  newDevice,
}) => {
  const tim = await newMember(rally, "tim");
  const world = await tim.conversation("World chat");
  await tim.say(world.id, ...Array.from({ length: 40 }, (_, index) => `word ${index}`));
  const page = await newDevice(rally, phone);
  await signUp(page, "tess");
  await openConversation(page, "World chat");
  await expect(message(page, "word 39")).toBeAttached();
  // Somebody who jumps to the end of any box that holds more than it shows.
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

test("the back arrow goes to where one came from, and to the chats where one came from nowhere", async ({
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

test("the tabs of a page are one step, not one each", async ({ newDevice }) => {
  const page = await newDevice(rally, phone);
  await signUp(page, "tom");
  await page.getByRole("link", { name: "People" }).tap();
  for (const tab of ["Requests", "Everyone", "Blocked"])
    await page.getByRole("link", { name: tab, exact: true }).tap();
  await expect(page).toHaveURL(/\/people\/apart$/);
  await page.getByRole("link", { name: "Back", exact: true }).tap();
  await expect(page).toHaveURL(rally.url + "/");
});

test("addresses that people guess open what they say", async ({ newDevice }) => {
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
    ["/friends", "People", "/people"],
    ["/people/friends", "People", "/people"],
    ["/account", "Settings", "/settings"],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(page).toHaveURL(rally.url + opened);
  }
});

test("somebody who is signed in is told so where others sign in or register", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await signUp(page, "hal");
  for (const address of ["/login", "/register"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: "You're signed in" })).toBeVisible();
    await expect(page.getByText("Welcome back, hal.")).toBeVisible();
  }
  await page.getByRole("link", { name: "Open your chats" }).click();
  await expectSignedIn(page);
  await expect(page).toHaveURL(rally.url + "/");
});

test("a conversation that does not exist is said to be none, and offline that one cannot know", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await signUp(page, "ina");
  await page.goto(`/c/${newId()}`);
  await expect(
    page.getByRole("heading", { name: "You're not in this conversation" }),
  ).toBeVisible();
  await page.getByRole("link", { name: "Open your chats" }).click();
  // The address that led nowhere is not what opens from now on.
  await expectOpen(page, "World chat");

  await page.context().setOffline(true);
  const address = `/c/${newId()}`;
  await page.evaluate((path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, address);
  await expect(page.getByRole("heading", { name: "You're offline" })).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByRole("heading", { name: "You're not in this conversation" })).toBeVisible({
    timeout: 40_000 * patience,
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
  test("opens a page with nothing wrong on it, and says what is when it is used twice", async ({
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
    await expect(page.getByRole("heading", { name: "Confirmed" })).toBeVisible();

    await page.goto("/home");
    await page.goto(link);
    await button.click();
    await expect(page.getByRole("alert")).toContainText("used already");
    await expect(page.getByRole("link", { name: "Settings" })).toBeVisible();
  });

  test("cut off by a mail program or a reload, says so and where to go on", async ({
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
