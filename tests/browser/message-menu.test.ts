import type { Locator, Page } from "@playwright/test";
import { signIn } from "./steps/accounts.js";
import { composer, log, message, openConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { finger, middleOf, phone } from "./steps/touch.js";

const rally = useRally();

const FROM_BEN = "Saturday at ten?";
const OWN = "I'll bring cake";

const notice = (page: Page, sentence: string) => page.getByRole("status").getByText(sentence);
const dialog = (page: Page, name: RegExp) => page.getByRole("dialog", { name });
const opens = (name: RegExp) => async (page: Page) => {
  await expect(dialog(page, name)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog(page, name)).toBeHidden();
};
const saysCopied = (sentence: string, clipboard: RegExp) => async (page: Page) => {
  await expect(notice(page, sentence)).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(clipboard);
};
const hasReaction = (emoji: string) => async (_page: Page, row: Locator) => {
  await expect(row.getByRole("button", { name: new RegExp(emoji), pressed: true })).toBeVisible();
};

/** What each item of a message's menu does, and how its page gets back to the messages. */
const effects: Record<string, (page: Page, row: Locator) => Promise<void>> = {
  Reply: async (page) => {
    await expect(page.getByText(/^Replying to /)).toBeVisible();
    await expect(composer(page)).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByText(/^Replying to /)).toHaveCount(0);
  },
  Edit: async (page) => {
    await expect(page.getByRole("textbox", { name: "Edit message" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(composer(page)).toBeVisible();
  },
  Forward: opens(/^Forward to/),
  "Copy text": saysCopied("Text copied", /Saturday at ten\?|I'll bring cake/),
  "Copy link": saysCopied("Link copied", /^http.*[0-9a-f-]{36}$/),
  "Read by": opens(/^Read by/),
  Pin: async (_page, row) => expect(row.getByText("Pinned")).toBeAttached(),
  Unpin: async (_page, row) => expect(row.getByText("Pinned")).toHaveCount(0),
  Report: opens(/^Report this message by/),
  Delete: opens(/^Delete this message/),
  "👍": hasReaction("👍"),
  "❤️": hasReaction("❤️"),
  "😂": hasReaction("😂"),
  "🎉": hasReaction("🎉"),
  "😮": hasReaction("😮"),
  "😢": hasReaction("😢"),
  "More reactions": async (page, row) => {
    const search = page.locator("rally-emoji-picker").getByRole("searchbox");
    await expect(search).toBeVisible();
    // On a phone the focus would open the keyboard over the emoji.
    if (await page.evaluate(() => matchMedia("(pointer: coarse)").matches)) await search.tap();
    await expect(search).toBeFocused();
    await page.keyboard.type("rocket");
    await page.keyboard.press("Enter");
    await hasReaction("🚀")(page, row);
  },
};

/** A group with a message of each, shown to Ada, who owns it. */
async function openGroup(page: Page, name: string, other: string): Promise<void> {
  const ada = await newMember(rally, name);
  const ben = await newMember(rally, other);
  await ada.run("conversation.create", { kind: "group", name: "Doubles", members: [ben.id] });
  await ben.say((await ben.conversation("Doubles")).id, FROM_BEN);
  await ada.say((await ben.conversation("Doubles")).id, OWN);
  await signIn(page, name);
  await openConversation(page, "Doubles");
  await expect(message(page, OWN)).toBeVisible();
}

const shared = ["Reply", "Forward", "Copy text", "Copy link", "Pin", "Unpin", "Delete", "Read by"];
const reactions = Object.keys(effects).slice(-7);
const expected = {
  [FROM_BEN]: [...shared, "Report", ...reactions],
  [OWN]: [...shared, "Edit", ...reactions],
};

/**
 * Uses each item that `open` lists for a message, those that appear by using another too.
 * @param tested the items that were used before, of another message; they are only listed
 * @returns the names of all items
 */
async function useEach(
  page: Page,
  text: string,
  tested: Set<string>,
  open: () => Promise<string[]>,
  use: (name: string, index: number) => Promise<void>,
): Promise<string[]> {
  const listed = new Set<string>();
  for (;;) {
    const names = await open();
    for (const name of names) listed.add(name);
    const next = names.find((name) => !tested.has(name));
    if (next === undefined) {
      await page.keyboard.press("Escape");
      return [...listed];
    }
    await use(next, names.indexOf(next));
    const effect = effects[next];
    if (!effect) throw new Error(`Nothing says what "${next}" does`);
    await test.step(`${text}: ${next}`, () => effect(page, message(page, text)));
    tested.add(next);
  }
}

test("everything in the message menu works with the keyboard alone, and has its role", async ({
  newDevice,
}) => {
  test.slow();
  const page = await newDevice(rally, { permissions: ["clipboard-read", "clipboard-write"] });
  await openGroup(page, "ada", "ben");
  const { keyboard } = page;
  const items = page.getByRole("menuitem");
  const focused = log(page).getByRole("listitem").and(page.locator(":focus"));
  const tested = new Set<string>();
  for (const [text, names] of Object.entries(expected)) {
    const open = async (): Promise<string[]> => {
      await expect(items).toHaveCount(0);
      await expect(async () => {
        if ((await focused.count()) === 0) await keyboard.press("Shift+Tab");
        expect(await focused.count()).toBe(1);
      }).toPass({ intervals: [50] });
      await keyboard.press(text === OWN ? "End" : "Home");
      await expect(message(page, text)).toBeFocused();
      await keyboard.press("Enter");
      await expect(page.getByRole("menu")).toBeVisible();
      await expect(items.first()).toBeFocused();
      return items.evaluateAll((all) =>
        all.map((item) => item.ariaLabel ?? item.textContent.trim()),
      );
    };
    const listed = await useEach(page, text, tested, open, async (name, index) => {
      for (let step = 0; step < index; step += 1) await keyboard.press("ArrowDown");
      await expect(page.getByRole("menuitem", { name, exact: true })).toBeFocused();
      await keyboard.press("Enter");
    });
    expect(new Set([...listed, "Unpin"])).toEqual(new Set(names));
  }
  expect([...tested].toSorted()).toEqual(Object.keys(effects).toSorted());
});

test("everything in the message menu works by touch", async ({ newDevice }) => {
  test.slow();
  const permissions = ["clipboard-read", "clipboard-write"];
  const page = await newDevice(rally, { ...phone, permissions });
  await openGroup(page, "cleo", "dan");
  const touch = await finger(page);
  const sheet = page.getByRole("dialog", { name: /^Actions for the message/ });
  const items = page.locator("rally-message-sheet").locator(".action, .reactions button");
  const tested = new Set<string>();
  for (const [text, names] of Object.entries(expected)) {
    const open = async (): Promise<string[]> => {
      await expect(sheet).toBeHidden();
      await touch.down(await middleOf(message(page, text).getByText(text)));
      await expect(sheet).toBeVisible();
      await touch.up();
      return items.evaluateAll((all) =>
        all.map((item) => item.ariaLabel ?? item.textContent.trim()),
      );
    };
    const listed = await useEach(page, text, tested, open, async (name) => {
      const chosen = page.locator("rally-message-sheet").getByRole("button", { name, exact: true });
      await chosen.tap();
    });
    expect(new Set([...listed, "Unpin"])).toEqual(new Set(names));
  }
  expect([...tested].toSorted()).toEqual(Object.keys(effects).toSorted());
});
