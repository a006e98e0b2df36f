import type { Page } from "@playwright/test";
import { timeoutFactor } from "@rally/shared/server/testing";
import { signUp } from "./steps/accounts.js";
import { inList, log, message, openConversation, scrollToBeginning } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember, type Member } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { countStoredMessages } from "./steps/storage.js";

const rally = useRally();
const LENGTH = 1_000;

/** Turns the wheel without a pause. */
const WHEELING = { intervals: [20], timeout: 30_000 * timeoutFactor };

/**
 * The most entries that the page may hold, however long the history is; day separators included.
 */
const MOST = 200;

let ada: Member;

test.beforeAll(async () => {
  ada = await newMember(rally, "ada");
  const { id } = await ada.conversation("World chat");
  await ada.say(id, ...Array.from({ length: LENGTH }, (_, index) => `message ${index + 1}!`));
});

async function openWorld(page: Page, name: string): Promise<void> {
  await signUp(page, name);
  await openConversation(page, "World chat");
  await expect(message(page, `message ${LENGTH}!`)).toBeInViewport();
}

interface Look {
  /** The number of the topmost message in view, and its distance below the list's top edge. */
  number: number;
  offset: number;
  /** The number of entries that the page holds, in view or not. */
  entries: number;
}

/** Reads the list once it has stopped moving, so that each reading covers one turn of the wheel. */
function look(page: Page): Promise<Look> {
  return log(page).evaluate(async (list) => {
    let resting = 0;
    for (let place = Number.NaN; resting < 4; place = list.scrollTop) {
      await new Promise(requestAnimationFrame);
      resting = list.scrollTop === place ? resting + 1 : 0;
    }
    const { top } = list.getBoundingClientRect();
    const items = [...list.querySelectorAll("li")];
    for (const item of items) {
      const box = item.getBoundingClientRect();
      const number = /message (\d+)!/.exec(item.textContent ?? "")?.[1];
      if (number && box.bottom > top) {
        return { number: Number(number), offset: box.top - top, entries: items.length };
      }
    }
    return { number: 0, offset: 0, entries: items.length };
  });
}

test("scrolling back through 1,000 messages keeps the page small and skips none", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await openWorld(page, "ben");
  const looks: Look[] = [];
  await scrollToBeginning(page, async () => void looks.push(await look(page)));
  await expect(message(page, "message 1!")).toBeInViewport();
  expect(Math.max(...looks.map((seen) => seen.entries))).toBeLessThan(MOST);
  // Never back towards the end, and never further at once than the wheel was turned: 1,200 pixels.
  for (const [index, { number }] of looks.entries()) {
    const before = looks[index - 1]?.number ?? LENGTH;
    expect(number).toBeLessThanOrEqual(before);
    expect(before - number).toBeLessThan(60);
  }

  await test.step("one button leads to the newest message", async () => {
    await page.getByRole("button", { name: "Jump to latest" }).click();
    await expect(message(page, `message ${LENGTH}!`)).toBeInViewport();
    await expect(page.getByRole("button", { name: "Jump to latest" })).toHaveCount(0);
    expect((await look(page)).entries).toBeLessThan(MOST);
  });
});

test("the messages being read stay in place while others write, and scrolling forwards reaches the new ones", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await openWorld(page, "cleo");
  await expect.poll(() => countStoredMessages(page)).toBe(LENGTH);
  await log(page).hover();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, -900);
      return (await look(page)).number;
    }, WHEELING)
    .toBeLessThan(LENGTH - 300);
  await page.mouse.wheel(0, 137);
  const settled = await settle(page);

  const { id } = await ada.conversation("World chat");
  await ada.say(id, "Meanwhile", "And more", "And still more");
  await expect(inList(page, "World chat")).toContainText("And still more");
  const jump = page.getByRole("button", { name: "Jump to latest, 3 unread" });
  await expect(jump).toBeVisible();
  expect(await look(page)).toEqual(settled);

  await log(page).hover();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 1_200);
      return message(page, "And still more").isVisible();
    }, WHEELING)
    .toBe(true);
  await page.mouse.wheel(0, 10_000);
  await expect(message(page, "And still more")).toBeInViewport();
  await expect(page.getByRole("button", { name: /^Jump to latest/ })).toHaveCount(0);
});

/** Waits until two readings in a row agree. */
async function settle(page: Page): Promise<Look> {
  let last = await look(page);
  const same = async (): Promise<boolean> => {
    const before = last;
    last = await look(page);
    return before.number === last.number && before.offset === last.offset;
  };
  await expect.poll(same, { intervals: [150] }).toBe(true);
  return last;
}

test("a quote leads to the quoted message, however far back it is", async ({ newDevice }) => {
  const { id } = await ada.conversation("World chat");
  const first = (await ada.history(id))[4];
  const content = { kind: "text", body: "An answer to the fifth" };
  await ada.run("message.send", { conversationId: id, content, replyTo: first?.id });
  const page = await newDevice(rally);
  await signUp(page, "dora");
  await openConversation(page, "World chat");
  await expect.poll(() => countStoredMessages(page)).toBeGreaterThanOrEqual(LENGTH);
  await message(page, "An answer to the fifth")
    .getByRole("button", { name: /In reply to/ })
    .click();
  await expect(message(page, "message 5!")).toBeInViewport();
});
