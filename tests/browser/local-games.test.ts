import type { Page } from "@playwright/test";
import { timeoutFactor } from "@rally/shared/server/testing";
import { signUp } from "./steps/accounts.js";
import { expectAccessible } from "./steps/axe.js";
import { expect, test } from "./steps/device.js";
import { trackActivity, activityOf, timersStarted } from "./steps/page-activity.js";
import { useRally } from "./steps/rally.js";
import { waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** A match of Pong to three points takes some ten seconds. */
const MATCH = { timeout: 60_000 * timeoutFactor };

const lobbyCard = (page: Page, game: string) => page.getByRole("listitem", { name: game });
const spoken = (page: Page) => page.locator("rally-local-connect-four").getByRole("status");
const COLUMNS = 7;

/** Plays Connect Four by keys alone, by what is announced, until it is over. */
async function playConnectFour(page: Page): Promise<string> {
  const discs = page.getByRole("gridcell", { name: /, (?:red|yellow)/ });
  for (let column = 1; ; column = (column % COLUMNS) + 1) {
    await expect(spoken(page)).toHaveText(/Your turn\.|full|win|draw/, MATCH);
    const text = (await spoken(page).textContent()) ?? "";
    if (/win|draw/.test(text)) return text;
    const before = await discs.count();
    await page.keyboard.press(String(column));
    // The computer may drop its disc into the same column again, which is announced in the same words.
    await expect
      .poll(async () => {
        const isFull = (await spoken(page).textContent())?.includes("full");
        return isFull || (await discs.count()) > before;
      })
      .toBe(true);
  }
}

test("with the server killed, the reopened app plays both games against the computer to their ends", async ({
  newProfile,
}) => {
  test.slow();
  const profile = newProfile(rally);
  let page = await profile.open();
  await signUp(page, "ada");
  await waitForServiceWorker(page);
  await rally.kill();
  await profile.close();
  page = await profile.open();
  await page.goto("/games");

  await test.step("Connect Four by keyboard, with each state announced", async () => {
    await lobbyCard(page, "Connect Four").getByRole("link", { name: "Play the computer" }).click();
    const board = page.getByRole("grid", { name: "Connect Four board" });
    await expect(board).toBeVisible();
    // Either player may begin.
    await expect(spoken(page)).toHaveText(/Your turn\.$/, MATCH);
    await page.keyboard.press("4");
    await expect(board.getByRole("gridcell", { name: /^Column 4, row \d, red$/ })).toHaveCount(1);
    await expect(spoken(page)).toHaveText(/^Yellow drops in column \d\. Your turn\.$/, MATCH);
    await expect(board.getByRole("gridcell", { name: /^Column 4, row 1, / })).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await expect(board.getByRole("gridcell", { name: /^Column 5, row \d, red$/ })).toHaveCount(1);
    expect(await playConnectFour(page)).toMatch(/(You win!|The computer wins\.|It's a draw\.)$/);
    await page.getByRole("button", { name: "Play again" }).click();
    await expect(spoken(page)).toHaveText(/Your turn\.|thinking/);
  });

  await test.step("Pong with the arrow keys", async () => {
    await page.goto("/games");
    const card = lobbyCard(page, "Pong");
    await card.getByText("Settings of the game").click();
    await card.getByLabel("Points to win").selectOption("3");
    await card.getByLabel("Ball speed").selectOption("Fast");
    await card.getByRole("link", { name: "Play the computer" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.keyboard.down("ArrowUp");
    await expect(
      page.getByRole("heading", { name: /^(You win!|The computer wins\.)$/ }),
    ).toBeVisible(MATCH);
    await page.keyboard.up("ArrowUp");
    await expect(page.getByRole("button", { name: "Play again" })).toBeVisible();
  });
  await rally.startAgain();
});

test("leaving a match leaves no animation frame, timer or sound behind", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await trackActivity(page);
  await signUp(page, "ben");

  await page.goto("/games/pong/computer");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect.poll(() => activityOf(page)).toMatchObject({ frames: 1, sounds: 1 });
  await page.getByRole("link", { name: "Chats" }).click();
  await expect(page).toHaveURL("/");
  expect(await activityOf(page)).toEqual({ frames: 0, timers: 0, sounds: 0 });

  await page.goto("/games/connect-four/computer");
  const cell = page.getByRole("gridcell", { name: "Column 4, row 1", exact: false });
  await expect(spoken(page)).toHaveText(/Your turn\.$/, MATCH);
  const before = await timersStarted(page);
  await cell.click();
  // The computer's move may be over before the page is left.
  expect(await timersStarted(page)).toBeGreaterThan(before);
  await page.getByRole("link", { name: "Chats" }).click();
  await expect(page).toHaveURL("/");
  expect(await activityOf(page)).toEqual({ frames: 0, timers: 0, sounds: 0 });
});

test("a match of Pong pauses when the tab is hidden, and goes on when the player resumes", async ({
  newDevice,
}) => {
  const page = await newDevice(rally, phone);
  await signUp(page, "cleo");
  await page.goto("/games/pong/friend");
  await page.getByRole("button", { name: "Start", exact: true }).tap();
  await expect(page.getByRole("button", { name: "Pause" })).toBeEnabled();
  await page.evaluate(() => window.dispatchEvent(new Event("blur")));
  await expect(page.getByRole("heading", { name: "Paused" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Resume" })).toBeFocused();
  await page.getByRole("button", { name: "Resume" }).tap();
  await expect(page.getByRole("heading", { name: "Paused" })).toBeHidden();
});

test("the pages of games break no rule of WCAG 2.2 AA in light or dark", async ({ newDevice }) => {
  test.slow();
  const page = await newDevice(rally, phone);
  await signUp(page, "dan");
  for (const path of ["", "/pong/computer", "/connect-four/friend"]) {
    await page.goto(`/games${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const colours = colorScheme === "dark";
      await expectAccessible(page, `/games${path}, ${colorScheme}`, { colours });
    }
  }
});
