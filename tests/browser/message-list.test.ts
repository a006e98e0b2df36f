import type { Page } from "@playwright/test";
import { signUp } from "./steps/accounts.js";
import {
  composer,
  entries,
  expectOpen,
  expectProgress,
  inList,
  log,
  message,
  openConversation,
  say,
  scrollToBeginning,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `line ${index}`);

/** Returns a function that lists the messages announced since this call. */
async function announcements(page: Page): Promise<() => Promise<string[]>> {
  await page.locator(".announcer").evaluate((region) => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => {
      const words = region.textContent?.trim();
      if (words) said.push(words);
    }).observe(region, { childList: true, subtree: true, characterData: true });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

test("a new message is announced to screen readers, and pages of history are not", async ({
  newDevice,
}) => {
  test.slow();
  const ben = await newMember(rally, "ben");
  const page = await newDevice(rally);
  await signUp(page, "ada");
  await ben.greet("ada", "the first word");
  const { id } = await ben.conversation("ada");
  // Opened before the messages arrive, so that it follows them to the newest one.
  await openConversation(page, "ben");
  await ben.say(id, ...lines(150));
  await expect(message(page, "line 149")).toBeVisible();
  const thereAndBack = async (): Promise<void> => {
    await scrollToBeginning(page);
    await expect(message(page, "the first word")).toBeVisible();
    await page.getByRole("button", { name: /^Jump to latest/ }).click();
    await expect(message(page, "line 149")).toBeInViewport();
  };
  // All earlier messages have been loaded: only later ones are new.
  await thereAndBack();
  const announced = await announcements(page);
  await thereAndBack();
  expect(await announced()).toEqual([]);
  // The list itself is no live region, which would announce loaded history.
  await expect(log(page)).toHaveAttribute("aria-live", "off");

  await ben.say(id, "something new");
  await expect(message(page, "something new")).toBeVisible();
  await expect.poll(announced).toEqual(["ben: something new"]);
  await say(page, "my own words");
  await expectProgress(page, "my own words", "Sent");
  expect(await announced()).toEqual(["ben: something new"]);
});

test("a reader of older messages keeps their place when many messages arrive at once", async ({
  newDevice,
}) => {
  const lou = await newMember(rally, "lou");
  const page = await newDevice(rally);
  await signUp(page, "max");
  await lou.greet("max", "the first word");
  const { id } = await lou.conversation("max");
  await openConversation(page, "lou");
  await lou.say(id, ...lines(60));
  await expect(message(page, "line 59")).toBeInViewport();
  const read = message(page, "line 35");
  await read.evaluate((row) => row.scrollIntoView({ block: "start", behavior: "instant" }));
  await expect(page.getByRole("button", { name: "Jump to latest" })).toBeVisible();
  const before = await read.boundingBox();

  await lou.say(id, ...Array.from({ length: 250 }, (_, index) => `later ${index}`));
  await expect(page.getByRole("button", { name: "Jump to latest, 250 unread" })).toBeVisible();
  await expect(read).toBeInViewport();
  expect((await read.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, -1);
  await page.getByRole("button", { name: /^Jump to latest/ }).click();
  await expect(message(page, "later 249")).toBeInViewport();
});

test("after a jump to the newest message the focus is there, and Tab still reaches the list", async ({
  newDevice,
}) => {
  test.slow();
  const cleo = await newMember(rally, "cleo");
  const page = await newDevice(rally);
  await signUp(page, "dora");
  await cleo.greet("dora", "the first word");
  const { id } = await cleo.conversation("dora");
  await openConversation(page, "cleo");
  await cleo.say(id, ...lines(150));
  await expect(message(page, "line 149")).toBeVisible();
  await scrollToBeginning(page);
  await message(page, "the first word").focus();
  const jump = page.getByRole("button", { name: /^Jump to latest/ });
  await jump.focus();
  await page.keyboard.press("Enter");
  await expect(message(page, "line 149")).toBeFocused();
  await composer(page).focus();
  await page.keyboard.press("Shift+Tab");
  await expect(entries(page).locator(":focus").first()).toBeAttached();
});

test("the keyboard reaches the quote and the author of a message", async ({ newDevice }) => {
  const eve = await newMember(rally, "eve");
  const world = await eve.conversation("World chat");
  const [asked] = await eve.say(world.id, "a question");
  await eve.say(world.id, ...lines(30));
  const fay = await newMember(rally, "fay");
  await fay.run("message.send", {
    conversationId: world.id,
    content: { kind: "text", body: "an answer" },
    replyTo: asked,
  });
  const page = await newDevice(rally);
  await signUp(page, "gus");
  await openConversation(page, "World chat");
  const answer = message(page, "an answer");
  // The page that opens moves the focus once, too.
  await expect(async () => {
    await answer.focus();
    await page.keyboard.press("Tab");
    await expect(answer.getByRole("link", { name: "fay" })).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("Tab");
  await expect(answer.getByRole("button", { name: /In reply to/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(message(page, "a question").first()).toBeFocused();
  await expect(message(page, "a question").first()).toBeInViewport();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/@eve$/);
});

test("right-to-left text is aligned right in all its lines, with the time at its end", async ({
  newDevice,
}) => {
  await newMember(rally, "hal");
  const page = await newDevice(rally, { viewport: { width: 390, height: 844 } });
  await signUp(page, "ina");
  await startConversation(page, "hal");
  const hebrew = "שלום לכולם, זה משפט ארוך מאוד שנשבר לכמה שורות כדי שנראה לאן הוא מיושר בסוף";
  await say(page, hebrew);
  const places = await message(page, hebrew).evaluate((row) => {
    const text = row.querySelector(".text")!;
    const range = document.createRange();
    range.selectNodeContents(text);
    const rows = [...range.getClientRects()];
    const bubble = row.querySelector(".bubble")!.getBoundingClientRect();
    const meta = row.querySelector(".meta")!.getBoundingClientRect();
    const ends = new Map<number, number>();
    for (const { bottom, right } of rows) {
      const line = Math.round(bottom);
      ends.set(line, Math.max(ends.get(line) ?? 0, right));
    }
    const right = Math.max(...ends.values());
    return {
      lines: ends.size,
      ragged: [...ends.values()].filter((end) => right - end > 12).length,
      metaAtLeft: meta.left - bubble.left < bubble.right - meta.right,
    };
  });
  expect(places.lines).toBeGreaterThan(1);
  expect(places).toMatchObject({ ragged: 0, metaAtLeft: true });
});

/** Counts renders of elements and full reads of tables from now on. */
async function countWork(page: Page): Promise<() => Promise<Record<string, number>>> {
  await page.evaluate(() => {
    const counts: Record<string, number> = {};
    const note = (name: string): void => void (counts[name] = (counts[name] ?? 0) + 1);
    Object.assign(window, { counts });
    for (const name of [
      "rally-conversation-list",
      "rally-conversation-item",
      "rally-message-menu",
      "rally-notify-level",
    ]) {
      const prototype = customElements.get(name)!.prototype as {
        performUpdate: (this: unknown) => unknown;
      };
      const update = prototype.performUpdate;
      prototype.performUpdate = function () {
        note(name);
        return update.call(this);
      };
    }
    for (const [type, tableOf] of [
      [IDBObjectStore, (store: IDBObjectStore) => store.name],
      [IDBIndex, (index: IDBIndex) => index.objectStore.name],
    ] as const) {
      for (const method of ["getAll", "openCursor"] as const) {
        const prototype = type.prototype as unknown as Record<string, (...a: unknown[]) => unknown>;
        const read = prototype[method]!;
        prototype[method] = function (this: unknown, ...parameters: unknown[]) {
          note(`read ${tableOf(this as never)}`);
          return read.apply(this, parameters);
        };
      }
    }
  });
  return () =>
    page.evaluate(() => ({ ...(window as unknown as { counts: Record<string, number> }).counts }));
}

test("typing does not render the conversation list, and a message does not render another's menu", async ({
  newDevice,
}) => {
  test.slow();
  const jim = await newMember(rally, "jim");
  const page = await newDevice(rally);
  await signUp(page, "kate");
  await jim.greet("kate", "hello");
  const { id } = await jim.conversation("kate");
  await jim.say(id, ...lines(5));
  await openConversation(page, "jim");
  await expect(message(page, "line 4")).toBeVisible();
  await expect(message(page, "line 4").getByRole("button", { name: /^Actions/ })).toBeAttached();
  await say(page, "settled");
  await expectProgress(page, "settled", "Sent");
  const work = await countWork(page);
  // The effects of the send itself (pokes, at most one per second) are over once the counts stay
  // the same.
  let last = "";
  await expect
    .poll(
      async () => {
        const before = last;
        last = JSON.stringify(await work());
        return last === before;
      },
      { intervals: [1_000] },
    )
    .toBe(true);
  const settled = await work();

  await composer(page).pressSequentially("many keys");
  // The typed text has been stored, so any read that it causes has started.
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const known = (await indexedDB.databases()).map(({ name = "" }) => name);
        const name = known.find((one) => one.startsWith("rally.")) ?? "";
        const database = await new Promise<IDBDatabase>((resolve) => {
          const opening = indexedDB.open(name);
          opening.onsuccess = () => resolve(opening.result);
        });
        const drafts = database.transaction("drafts").objectStore("drafts").count();
        const count = await new Promise<number>((resolve) => {
          drafts.onsuccess = () => resolve(drafts.result);
        });
        database.close();
        return count;
      }),
    )
    .toBe(1);
  const typed = await work();
  const caused = (name: string): number => (typed[name] ?? 0) - (settled[name] ?? 0);
  expect(caused("rally-conversation-list"), "renders of the list").toBe(0);
  expect(caused("rally-conversation-item"), "renders of its items").toBe(0);
  expect(caused("read conversations"), "reads of all conversations").toBe(0);

  const before = await work();
  await jim.say(id, "one more");
  await expect(message(page, "one more")).toBeVisible();
  await expect(inList(page, "jim").getByText("one more")).toBeVisible();
  const after = await work();
  const grown = (name: string): number => (after[name] ?? 0) - (before[name] ?? 0);
  // Its own menu, and the two that lose their place in the tab order.
  expect(grown("rally-message-menu"), "renders of menus").toBeLessThanOrEqual(3);
  expect(grown("rally-notify-level"), "renders of the bell").toBe(0);
  await expectOpen(page, "jim");
});
