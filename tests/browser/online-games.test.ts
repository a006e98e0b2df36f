import type { Page } from "@playwright/test";
import { timeoutFactor } from "@rally/shared/server/testing";
import { composer, startConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

const MATCH = { timeout: 20_000 * timeoutFactor };
const lobbyCard = (page: Page, game: string) => page.getByRole("listitem", { name: game });
const board = (page: Page) => page.getByRole("grid", { name: "Connect Four board" });
const spoken = (page: Page) =>
  page.locator("rally-online-connect-four").getByRole("status").first();

/** Whose turn it is: the player who is told so. */
async function toMove(pages: readonly [Page, Page]): Promise<[mover: Page, other: Page]> {
  const [one, other] = pages;
  await expect
    .poll(async () => {
      const texts = await Promise.all(pages.map((page) => spoken(page).textContent()));
      return texts.some((text) => text?.includes("Your turn."));
    }, MATCH)
    .toBe(true);
  const isOne = (await spoken(one).textContent())?.includes("Your turn.");
  return isOne ? [one, other] : [other, one];
}

test("a challenge from a profile becomes a match of Connect Four, which ends with ratings and a rematch", async ({
  newUsers,
}) => {
  test.slow();
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await ben.goto("/games");

  await test.step("the challenge appears at once, can be withdrawn, and is accepted", async () => {
    await ada.goto("/@ben");
    await ada.getByRole("link", { name: "Challenge to a game" }).click();
    await expect(ada.getByRole("heading", { level: 1, name: "Challenge ben" })).toBeVisible();
    const send = lobbyCard(ada, "Connect Four").getByRole("button", { name: "Send challenge" });
    await send.click();
    await expect(ada).toHaveURL("/games");
    await expect(ben.getByText("ada challenges you to Connect Four")).toBeVisible(MATCH);
    await ada.getByRole("button", { name: "Withdraw" }).click();
    await expect(ada.getByText("You challenged ben to Connect Four")).toHaveCount(0);

    await ada.goto("/challenge/@ben");
    await send.click();
    await expect(ada.getByText("You challenged ben to Connect Four")).toBeVisible();
    await ben.reload();
    await ben.getByRole("button", { name: "Accept" }).click();
    for (const page of [ada, ben]) {
      await expect(page).toHaveURL(/\/match\/[\w-]+$/, MATCH);
      await expect(board(page)).toBeVisible();
    }
  });

  await test.step("the one who begins puts four discs in a column and wins", async () => {
    const [first, second] = await toMove([ada, ben]);
    for (let move = 0; move < 4; move += 1) {
      await toMove([first, second]);
      await board(first)
        .getByRole("gridcell", { name: /^Column 1, row 1,/ })
        .click();
      if (move === 3) break;
      await expect(spoken(second)).toContainText("Your turn.");
      await board(second)
        .getByRole("gridcell", { name: /^Column 2, row 1,/ })
        .click();
      await expect(spoken(first)).toContainText("Your turn.");
    }
    await expect(spoken(first)).toHaveText(/You win!$/);
    await expect(spoken(second)).toHaveText(/wins!$/);
    for (const page of [first, second]) {
      await expect(page.getByText(/^Rating 1500 → \d+$/)).toBeVisible();
    }
  });

  await test.step("a rematch starts when both want it", async () => {
    const before = ada.url();
    await ada.getByRole("button", { name: "Rematch" }).click();
    await expect(ada.getByText("Rematch offered. Waiting for ben…")).toBeVisible();
    await ben.getByRole("button", { name: "Rematch" }).click();
    for (const page of [ada, ben]) await expect(page).not.toHaveURL(before, MATCH);
    const [mover, other] = await toMove([ada, ben]);
    await mover.getByRole("button", { name: "Call off" }).click();
    await expect(spoken(other)).toHaveText("The match was called off.");
  });

  await test.step("the leaderboard, the profile and the past matches show the result", async () => {
    await ada.goto("/leaderboard/connect-four");
    const players = ada.getByRole("list", { name: "Leaderboard" }).getByRole("listitem");
    await expect(players).toHaveCount(2);
    await expect(players.first()).toContainText(/1 won, 0 lost/);
    await ada.getByRole("button", { name: "Friends" }).click();
    await expect(players).toHaveCount(1);
    await ada.goto("/@ben");
    await expect(ada.getByRole("list", { name: "Ratings" })).toContainText(
      /Connect Four\s+1\d{3}\?/,
    );
    await ada.getByRole("link", { name: "Past matches" }).click();
    await expect(ada.getByRole("heading", { level: 1, name: "Matches of ben" })).toBeVisible();
    const matches = ada.getByRole("list", { name: "Matches" }).getByRole("listitem");
    await expect(matches).toHaveText([/Called off against ada/, /(Won against|Lost to) ada/]);
    await ada.getByRole("button", { name: "Drawn" }).click();
    await expect(ada.getByText("No matches")).toBeVisible();
    await ada.getByRole("button", { name: "All results" }).click();
    await matches.last().getByRole("link").click();
  });

  await test.step("a past match is played again, by keyboard too", async () => {
    const replay = ada.locator("rally-replay");
    const position = replay.getByRole("slider", { name: "Position in the match" });
    await expect(position).toHaveAttribute("aria-valuetext", "Move 0 of 7");
    await expect(board(ada).getByRole("gridcell", { name: /red$|yellow$/ })).toHaveCount(0);
    await position.press("ArrowRight");
    await expect(position).toHaveAttribute("aria-valuetext", "Move 1 of 7");
    await expect(board(ada).getByRole("gridcell", { name: /red$|yellow$/ })).toHaveCount(1);
    await replay.getByRole("button", { name: "Play", exact: true }).click();
    await expect(position).toHaveAttribute("aria-valuetext", "Move 7 of 7", MATCH);
    await expect(replay.getByRole("status")).toHaveText(/wins?!$/);
  });
});

test("two players who press “Play now” play Pong on the server, and one resigns", async ({
  newUsers,
}) => {
  test.slow();
  const [cleo, dan] = await newUsers(rally, "cleo", "dan");
  for (const page of [cleo, dan]) await page.goto("/games");
  await lobbyCard(cleo, "Pong").getByRole("button", { name: "Play now" }).click();
  await expect(cleo.getByText("Looking for an opponent for Pong…")).toBeVisible();
  await cleo.getByRole("button", { name: "Stop looking" }).click();
  await expect(cleo.getByText("Looking for an opponent for Pong…")).toHaveCount(0);
  for (const page of [cleo, dan]) {
    await lobbyCard(page, "Pong").getByRole("button", { name: "Play now" }).click();
  }
  for (const page of [cleo, dan]) {
    await expect(page).toHaveURL(/\/match\/[\w-]+$/, MATCH);
    await expect(page.getByRole("img", { name: "Pong court" })).toBeVisible();
    await expect(page.getByText("Rated")).toBeVisible();
  }
  // The one who does not move concedes a point sooner or later.
  await expect(cleo.locator("rally-online-pong .score").filter({ hasText: "1" })).toBeVisible({
    timeout: 60_000 * timeoutFactor,
  });
  await expect(dan.locator("rally-online-pong .score").filter({ hasText: "1" })).toBeVisible();
  await cleo.getByRole("button", { name: "Resign" }).click();
  await cleo.getByRole("button", { name: "Resign the match" }).click();
  await expect(cleo.getByRole("heading", { name: "You resigned. dan wins!" })).toBeVisible();
  await expect(dan.getByRole("heading", { name: "cleo resigned. You win!" })).toBeVisible();
});

test("a challenge by /play appears on home, where it is declined and accepted, and so does the match after its end", async ({
  newUsers,
}) => {
  test.slow();
  const [gus, ida] = await newUsers(rally, "gus", "ida");
  await ida.goto("/home");
  await startConversation(gus, "ida");
  const play = async (): Promise<void> => {
    await composer(gus).fill("/play connect-four");
    await composer(gus).press("Enter");
    await expect(gus.getByText("You challenged ida to Connect Four.")).toBeVisible();
    await expect(composer(gus)).toHaveValue("");
  };
  const card = ida.getByRole("region", { name: "Games" });
  const challenge = card.getByText("gus challenges you to Connect Four");
  await play();
  await expect(challenge).toBeVisible(MATCH);
  await card.getByRole("button", { name: "Decline" }).click();
  await expect(challenge).toHaveCount(0);

  await play();
  await expect(challenge).toBeVisible(MATCH);
  await card.getByRole("button", { name: "Accept" }).click();
  await expect(ida).toHaveURL(/\/match\/[\w-]+$/, MATCH);
  await gus.goto(new URL(ida.url()).pathname);
  const [mover, other] = await toMove([gus, ida]);
  await mover.getByRole("button", { name: "Call off" }).click();
  await expect(spoken(other)).toHaveText("The match was called off.");
  await ida.goto("/home");
  await expect(challenge).toHaveCount(0);
  const past = card.getByRole("list", { name: "Past matches" });
  await expect(past.getByRole("link")).toHaveText([/Called off against gus/]);
  await past.getByRole("link").click();
  await expect(ida).toHaveURL(gus.url());
});

test("a link challenges anyone who opens it", async ({ newUsers }) => {
  const [emil, fay] = await newUsers(rally, "emil", "fay");
  await emil.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await emil.goto("/games");
  await lobbyCard(emil, "Connect Four").getByRole("button", { name: "Invite by link" }).click();
  await expect(emil.getByText("Connect Four with anyone who has the link")).toBeVisible();
  await emil.getByRole("button", { name: "Copy link" }).click();
  await expect(emil.getByRole("button", { name: "Link copied" })).toBeVisible();
  const link = await emil.evaluate(() => navigator.clipboard.readText());
  await fay.goto(new URL(link).pathname);
  await expect(fay.getByText("emil challenges you to Connect Four")).toBeVisible();
  await fay.getByRole("button", { name: "Accept" }).click();
  for (const page of [emil, fay]) {
    await expect(page).toHaveURL(/\/match\/[\w-]+$/, MATCH);
    await expect(board(page)).toBeVisible();
  }
  await fay.goto(new URL(link).pathname);
  await expect(fay.getByText("This challenge is over")).toBeVisible();
});
