import type { Page } from "@playwright/test";
import { timeoutFactor } from "@rally/shared/server/testing";
import { signUp } from "./steps/accounts.js";
import {
  composer,
  inList,
  expectOpen,
  log,
  message,
  openConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember, type Member } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { finger, middleOf, phone } from "./steps/touch.js";

const rally = useRally();

const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `line ${index}`);

/** A phone with the conversation with `other` open; `other` has said something in it. */
async function talkTo(other: Member, page: Page, name: string): Promise<string> {
  await signUp(page, name);
  await other.greet(name, "Dinner at eight?");
  await inList(page, other.name).tap();
  await expectOpen(page, other.name);
  await expect(message(page, "Dinner at eight?")).toBeVisible();
  // The gestures come after the first paint.
  await expect(page.locator(".gesture.swipe")).toBeAttached();
  return (await other.conversation(name)).id;
}

function sheet(page: Page) {
  return page.getByRole("dialog", { name: /^Actions for the message/ });
}

/** A button in the sheet, which is slotted into its dialog. */
function inSheet(page: Page, name: string) {
  return page.locator("rally-message-sheet").getByRole("button", { name, exact: true });
}

test("a long press on a message opens a sheet, with the same actions as the menu", async ({
  newDevice,
}) => {
  const ben = await newMember(rally, "ben");
  const page = await newDevice(rally, phone);
  await talkTo(ben, page, "ada");
  const row = message(page, "Dinner at eight?");
  const touch = await finger(page);
  const press = async (): Promise<void> => {
    await touch.down(await middleOf(row.getByText("Dinner at eight?")));
    await expect(sheet(page)).toBeVisible();
    await touch.up();
  };

  await press();
  // The finger that lifts presses nothing.
  await expect(sheet(page)).toBeVisible();
  await expect(inSheet(page, "👍")).toBeFocused();
  expect(await page.evaluate(() => getSelection()?.toString())).toBe("");
  for (const name of ["Reply", "Copy text"]) await expect(inSheet(page, name)).toBeVisible();
  await expect(inSheet(page, "Edit")).toHaveCount(0);

  await inSheet(page, "👍").tap();
  await expect(sheet(page)).toBeHidden();
  await expect(row.getByRole("button", { name: /👍/ })).toBeVisible();

  await press();
  await inSheet(page, "Reply").tap();
  await expect(sheet(page)).toBeHidden();
  await expect(page.getByText("Replying to ben")).toBeVisible();
  await expect(composer(page)).toBeFocused();
});

test("the sheet closes by Escape, a press outside, its handle and a drag down, and returns the focus", async ({
  newDevice,
}) => {
  const cleo = await newMember(rally, "cleo");
  const page = await newDevice(rally, phone);
  await talkTo(cleo, page, "dora");
  const row = message(page, "Dinner at eight?");
  const touch = await finger(page);
  const handle = inSheet(page, "Close");
  const open = async (): Promise<void> => {
    await touch.down(await middleOf(row.getByText("Dinner at eight?")));
    await expect(sheet(page)).toBeVisible();
    await touch.up();
    await expect(inSheet(page, "Reply")).toBeInViewport();
  };
  const closings: Record<string, () => Promise<void>> = {
    escape: () => page.keyboard.press("Escape"),
    outside: () => page.touchscreen.tap(195, 40),
    handle: () => handle.tap(),
    drag: async () => {
      await touch.down(await middleOf(inSheet(page, "Reply")));
      await touch.move({ y: 160 });
      await touch.up();
    },
  };
  for (const [name, close] of Object.entries(closings)) {
    await test.step(name, async () => {
      await open();
      await close();
      await expect(sheet(page)).toBeHidden();
      await expect(row).toBeFocused();
    });
  }
  // A short drag leaves it open.
  await open();
  await touch.down(await middleOf(handle));
  await touch.move({ y: 16 });
  await touch.up();
  await expect(sheet(page)).toBeVisible();
});

test("a finger that moves opens no sheet, and scrolls", async ({ newDevice }) => {
  const eve = await newMember(rally, "eve");
  const page = await newDevice(rally, phone);
  await page.clock.install();
  const id = await talkTo(eve, page, "fay");
  await eve.say(id, ...lines(60));
  await expect(message(page, "line 59")).toBeInViewport();
  const touch = await finger(page);
  const top = () => log(page).evaluate(({ scrollTop }) => scrollTop);
  const before = await top();
  // Sideways at first a little, then upwards: what counts is the direction in which it goes.
  await touch.down(await middleOf(message(page, "line 57").getByText("line 57")));
  await touch.move({ x: 6, y: 200 });
  await expect.poll(top).toBeLessThan(before - 100);
  await page.clock.fastForward(1_000);
  await touch.up();
  await expect(sheet(page)).toHaveCount(0);
  // The same finger, resting: it opens the sheet, whose code is loaded from here on.
  const line = message(page, "line 50").getByText("line 50", { exact: true });
  const hold = async (by: { x: number } | undefined): Promise<void> => {
    await touch.down(await middleOf(line));
    if (by) await touch.move(by);
    await page.clock.fastForward(1_000);
    await touch.up();
  };
  await hold(undefined);
  await expect(sheet(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toBeHidden();
  // Moved to the left, where nothing scrolls.
  await hold({ x: -24 });
  await expect(sheet(page)).toHaveCount(0);
  await expect(page.getByText(/^Replying to/)).toHaveCount(0);
});

test("a swipe to the right replies, and a short one does not", async ({ newDevice }) => {
  const gus = await newMember(rally, "gus");
  const page = await newDevice(rally, phone);
  await talkTo(gus, page, "hal");
  const row = message(page, "Dinner at eight?");
  const touch = await finger(page);
  const from = await middleOf(row.getByText("Dinner at eight?"));
  const left = (): Promise<number> => row.evaluate((row) => row.getBoundingClientRect().left);
  const rest = await left();

  await touch.down(from);
  await touch.move({ x: 40, y: 4 });
  await expect.poll(left).toBeGreaterThan(rest + 15);
  await touch.up();
  await expect.poll(left).toBe(rest);
  await expect(page.getByText("Replying to gus")).toHaveCount(0);

  await touch.down(from);
  await touch.move({ x: -80 });
  await touch.up();
  expect(await left()).toBe(rest);
  await expect(page.getByText("Replying to gus")).toHaveCount(0);

  await touch.down(from);
  await touch.move({ x: 80, y: 6 });
  await expect(page.locator(".gesture.swipe.due")).toBeVisible();
  await touch.up();
  await expect(page.getByText("Replying to gus")).toBeVisible();
  await expect.poll(left).toBe(rest);

  // Written from right to left, one swipes to the left.
  await page.getByRole("button", { name: "Cancel reply" }).tap();
  await page.evaluate(() => {
    document.documentElement.dir = "rtl";
  });
  await touch.down(await middleOf(row.getByText("Dinner at eight?")));
  await touch.move({ x: -80 });
  await touch.up();
  await expect(page.getByText("Replying to gus")).toBeVisible();
});

test("a pull past the top loads older messages at once, and says so when offline", async ({
  newDevice,
}) => {
  const ida = await newMember(rally, "ida");
  const jon = await newMember(rally, "jon");
  const world = await ida.conversation("World chat");
  await ida.say(world.id, "the first word", ...lines(120));
  await jon.say(world.id, ...lines(120).map((line) => `${line} again`));
  const page = await newDevice(rally, phone);
  // History that the device does not have is asked for, and refused: as on a network that fails.
  await page.route(/\/messages\?/, (route) => route.abort());
  await signUp(page, "kim");
  await openConversation(page, "World chat");
  const touch = await finger(page);
  const problem = log(page).getByText("Older messages aren't on this device yet");
  await expect(async () => {
    await log(page).evaluate((scroller) => {
      scroller.scrollTop = 0;
    });
    await expect(problem).toBeInViewport({ timeout: 500 });
  }).toPass();
  const pull = async (by: number): Promise<void> => {
    await touch.down({ x: 195, y: 200 });
    await touch.move({ y: by });
  };
  const asked = () => page.waitForRequest(/\/messages\?/);

  // A list that is still being laid out may move away from its top below the finger.
  await expect(async () => {
    await log(page).evaluate((scroller) => {
      scroller.scrollTop = 0;
    });
    await pull(120);
    await expect(page.locator(".gesture.pull.due"))
      .toBeVisible({ timeout: 1_000 })
      .catch(async (error: unknown) => {
        await touch.up();
        throw error;
      });
  }).toPass();
  const request = asked();
  await touch.up();
  await request;
  await expect(problem).toBeVisible();

  await page.unroute(/\/messages\?/);
  await pull(120);
  await touch.up();
  await expect(problem).toHaveCount(0);
  await expect(async () => {
    await log(page).evaluate((scroller) => {
      scroller.scrollTop = 0;
    });
    await expect(message(page, "the first word")).toBeInViewport({ timeout: 500 });
  }).toPass({ timeout: 20_000 * timeoutFactor });
});
