import type { Page } from "@playwright/test";
import { expectAccessible } from "./steps/axe.js";
import { expectSignedIn, field, password, signUp } from "./steps/accounts.js";
import {
  composer,
  expectOpen,
  expectProgress,
  message,
  openConversation,
  say,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { openSettings, settingsNames } from "./steps/settings.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

/** Runs axe on the page in the light and the dark scheme, once transitions are done. */
async function expectNoViolations(page: Page, where: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(transitionsDone);
    const colours = colorScheme === "dark";
    await expectAccessible(page, `${where}, ${colorScheme}`, { colours });
  }
}

/** Resolves once all transitions are done, those in shadow roots included. */
async function transitionsDone(): Promise<void> {
  const animationsIn = (root: Document | ShadowRoot): Animation[] => [
    ...root.getAnimations(),
    ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) =>
      shadowRoot ? animationsIn(shadowRoot) : [],
    ),
  ];
  const transitions = animationsIn(document).filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(transitions.map(({ finished }) => finished));
}

/** WCAG 1.4.10: the page never needs to be scrolled sideways. */
async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const widths = await page.evaluate(() => {
    const wide: string[] = [];
    const look = (root: ParentNode): void => {
      for (const element of root.querySelectorAll<HTMLElement>("*")) {
        const { overflowX } = getComputedStyle(element);
        const scrolls = element === document.documentElement || /auto|scroll/.test(overflowX);
        if (scrolls && element.scrollWidth > element.clientWidth + 1) {
          wide.push(`${element.localName}.${element.className} ${element.scrollWidth}`);
        }
        if (element.shadowRoot) look(element.shadowRoot);
      }
    };
    look(document);
    return wide;
  });
  expect(widths, where).toEqual([]);
}

const widths = [
  { name: "on a phone, 390 pixels wide", width: 390, height: 844 },
  { name: "on a desk, 1280 pixels wide", width: 1280, height: 800 },
];

for (const { name, ...viewport } of widths) {
  test(`no page breaks WCAG 2.2 AA in light or dark ${name}`, async ({ newDevice }) => {
    test.slow();
    const ben = await newMember(rally, `ben_${viewport.width}`);
    const page = await newDevice(rally, { viewport });
    await page.goto("/sign-in");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await expectNoViolations(page, "sign in");

    await page.goto("/register");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByText("Choose a username.")).toBeVisible();
    await expectNoViolations(page, "register, with errors");

    await signUp(page, `ada_${viewport.width}`);
    await page.goto("/people");
    await expect(page.getByRole("heading", { name: "No friends yet" })).toBeVisible();
    await expectNoViolations(page, "no friends");
    await page.getByRole("link", { name: "Everyone" }).click();
    await page.getByRole("searchbox", { name: "Search people" }).fill(ben.name);
    await page.getByRole("button", { name: `Add friend: ${ben.name}` }).click();
    await expect(page.getByRole("button", { name: `Cancel request: ${ben.name}` })).toBeVisible();
    await expectNoViolations(page, "everyone");
    await page.getByRole("link", { name: ben.name, exact: true }).click();
    await expect(page.getByRole("button", { name: "Block" })).toBeVisible();
    await expectNoViolations(page, "another user's profile");
    await page.getByRole("button", { name: "Message", exact: true }).click();
    await expectOpen(page, ben.name);

    await say(page, "Hello", "How are you?", "👋");
    await expectProgress(page, "👋", "Sent");
    const { id } = await ben.conversation(`ada_${viewport.width}`);
    const [asked] = await ben.say(id, "Fine, see https://example.org", "And you?");
    await ben.run("message.delete", { conversationId: id, messageId: asked });
    await expect(message(page, "Message deleted")).toBeVisible();
    await goOffline(page);
    await say(page, "This waits");
    await expectNoViolations(page, "a conversation with an unsent message");
    await page.context().setOffline(false);
    await expectProgress(page, "This waits", "Sent");

    const row = message(page, "Hello");
    await row.hover();
    await row.getByRole("button", { name: /^Actions/ }).click();
    await expect(page.getByRole("menuitem", { name: "Delete" })).toBeVisible();
    await expectNoViolations(page, "a message's menu");
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expect(page.getByRole("dialog", { name: "Delete this message?" })).toBeVisible();
    await expectNoViolations(page, "a dialog");
    await page.getByRole("button", { name: "Cancel", exact: true }).click();

    await page.goto("/");
    await expectSignedIn(page);
    await expectNoViolations(page, "the list of conversations");
    await page.getByRole("link", { name: "Settings" }).click();
    await expectNoViolations(page, "settings");
    for (const name of settingsNames) {
      await openSettings(page, name);
      await expectNoViolations(page, `settings, ${name}`);
    }
  });
}

test("at 320 pixels, and with text at double size, no page scrolls sideways", async ({
  newDevice,
}) => {
  const cleo = await newMember(rally, "cleo");
  const page = await newDevice(rally, { viewport: { width: 320, height: 640 } });
  for (const address of ["/sign-in", "/register"]) {
    await page.goto(address);
    await expect(field(page, "Password")).toBeVisible();
    await expectNoSidewaysScroll(page, address);
  }
  await signUp(page, "a_name_of_24_characters_");
  await expectNoSidewaysScroll(page, "the list of conversations");
  for (const [address, heading] of [
    ["/home", /Good/],
    ["/people/directory", "People"],
    ["/notifications", "Notifications"],
    ["/@cleo", "cleo"],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expectNoSidewaysScroll(page, address);
  }
  await page.goto("/");
  await startConversation(page, "cleo");
  await expectOpen(page, "cleo");
  await say(page, "W".repeat(300), "Short");
  await expectProgress(page, "Short", "Sent");
  const { id } = await cleo.conversation("a_name_of_24_characters_");
  const address = `https://example.org/${"path/".repeat(40)}`;
  await cleo.say(id, address);
  await expect(page.getByRole("link", { name: address })).toBeVisible();
  await expectNoSidewaysScroll(page, "a conversation");
  await page.goto("/settings");
  await expectOpen(page, "Settings");
  for (const size of ["100%", "200%"]) {
    await page.evaluate((fontSize) => {
      document.documentElement.style.fontSize = fontSize;
    }, size);
    for (const name of settingsNames) {
      await openSettings(page, name);
      if (name === "Security")
        await expect(page.getByRole("heading", { name: "Passkeys" })).toBeVisible();
      await expectNoSidewaysScroll(page, `settings, ${name}, ${size}`);
    }
  }
});

test("on a phone, the user goes from the list to a conversation and back", async ({
  newDevice,
}) => {
  const page = await newDevice(rally, { viewport: { width: 390, height: 844 } });
  await signUp(page, "dora");
  await openConversation(page, "World chat");
  await expect(page.getByRole("button", { name: "New chat" })).toHaveCount(0);
  await page.getByRole("link", { name: "Back", exact: true }).click();
  await expect(page.getByRole("button", { name: "New chat" })).toBeVisible();
  await page.goForward();
  await expectOpen(page, "World chat");
});

test("the keyboard alone is enough to sign in, find a person, write, reply, edit and delete", async ({
  newDevice,
}) => {
  await newMember(rally, "eve");
  await newMember(rally, "fay");
  const page = await newDevice(rally);
  const { keyboard } = page;
  const focusOn = async (locator: ReturnType<Page["getByRole"]>, key = "Tab"): Promise<void> => {
    await expect(async () => {
      await keyboard.press(key);
      await expect(locator).toBeFocused({ timeout: 100 });
    }).toPass({ intervals: [0] });
  };

  await page.goto("/sign-in");
  await focusOn(field(page, "Username or email"));
  await keyboard.type("eve");
  await focusOn(field(page, "Password"));
  await keyboard.type(password);
  await keyboard.press("Enter");
  await expectSignedIn(page);

  await focusOn(page.getByRole("button", { name: "New chat" }));
  await keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Find someone" })).toBeFocused();
  await keyboard.type("fa");
  await expect(page.getByRole("option")).toHaveCount(1);
  await keyboard.press("Enter");
  await expectOpen(page, "fay");
  await expect(composer(page)).toBeFocused();

  await keyboard.type("One line");
  await keyboard.press("Shift+Enter");
  await keyboard.type("and another");
  await keyboard.press("Enter");
  await keyboard.type("A tpyo");
  await keyboard.press("Enter");
  await expectProgress(page, "A tpyo", "Sent");

  await keyboard.press("ArrowUp");
  await expect(page.getByRole("textbox", { name: "Edit message" })).toBeFocused();
  await keyboard.press("Control+A");
  await keyboard.type("A typo");
  await keyboard.press("Enter");
  await expect(message(page, "A typo")).toContainText("edited");
  await expect(composer(page)).toBeFocused();

  const actions = message(page, "A typo").getByRole("button", { name: /^Actions/ });
  await focusOn(actions, "Shift+Tab");
  await focusOn(message(page, "A typo"), "Shift+Tab");
  await keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Reply" })).toBeFocused();
  await focusOn(page.getByRole("menuitem", { name: "Delete" }), "ArrowDown");
  await keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Delete this message?" })).toBeVisible();
  await focusOn(page.getByRole("button", { name: "Delete for everyone" }));
  await keyboard.press("Enter");
  await expect(message(page, "Message deleted")).toBeVisible();
});
