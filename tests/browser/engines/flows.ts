import { expect, test } from "@playwright/test";
import { newMember } from "../steps/member.js";
import type { Rally } from "../steps/rally.js";
import {
  brightness,
  chooseTheme,
  click,
  compose,
  expectDraft,
  expectMessage,
  LOADING,
  openConversation,
  signIn,
  signUp,
  waitForServiceWorker,
} from "./app.js";
import type { EnginePage } from "./engine.js";

/**
 * A user writes a message, the server is killed, the app opens again, shows its history and takes
 * another message. The server starts again, and a second user receives each message once.
 * @param reopen opens the browser again with the same profile, where that is possible
 */
export async function writeWhileServerIsKilled(
  rally: Rally,
  page: EnginePage,
  reopen?: () => Promise<EnginePage>,
): Promise<void> {
  const ben = await newMember(rally, "ben");
  const { id: world } = await ben.conversation("World chat");
  await ben.say(world, "Anyone for a match?");

  await test.step("a new user reads and writes", async () => {
    await signUp(page, rally.url, "ada");
    await openConversation(page, /World chat/);
    await expectMessage(page, "Anyone for a match?");
    await compose(page, "Sent at once\n");
    await expectMessage(page, "Sent at once", "Sent");
    await waitForServiceWorker(page);
  });

  await rally.kill();

  await test.step("a reload shows the history, and a message waits", async () => {
    await page.reload();
    await expectMessage(page, "Anyone for a match?");
    await expectMessage(page, "Sent at once", "Sent");
    await compose(page, "Written offline\n");
    await expectMessage(page, "Written offline", "Waiting to be sent");
  });

  if (reopen) {
    await test.step("it still waits when the browser starts again", async () => {
      page = await reopen();
      await page.goto(rally.url);
      await openConversation(page, /World chat/);
      await expectMessage(page, "Anyone for a match?");
      await expectMessage(page, "Written offline", "Waiting to be sent");
    });
  }

  await test.step("the second user receives it once, and replies", async () => {
    await rally.startAgain();
    await expectMessage(page, "Written offline", "Sent");
    const written = ["Anyone for a match?", "Sent at once", "Written offline"];
    expect(await ben.texts(world)).toEqual(written);
    await ben.say(world, "I am in");
    await expectMessage(page, "I am in");
  });
}

/** A user signs in, chooses the dark theme, and sends a draft by keyboard after a reload. */
export async function reloadWithDraftInDarkTheme(rally: Rally, page: EnginePage): Promise<void> {
  await newMember(rally, "cleo");
  await signIn(page, rally.url, "cleo");

  await test.step("the theme changes the rendered page", async () => {
    // By links: a WebKit that leaves a page may not open its databases on the next one.
    await click(page, "a[href='/settings']", /^Settings/);
    await click(page, "a[href='/settings/appearance']", /^Appearance/);
    await chooseTheme(page, /^Light/);
    await expect.poll(() => brightness(page), LOADING).toBeGreaterThan(180);
    await chooseTheme(page, /^Dark/);
    await expect.poll(() => brightness(page), LOADING).toBeLessThan(70);
  });

  await test.step("a reload keeps the theme and the draft", async () => {
    await click(page, "a[href='/']", /^Chats/);
    await openConversation(page, /World chat/);
    await compose(page, "Half a thought");
    await expectDraft(page, "Half a thought");
    await page.reload();
    await expectDraft(page, "Half a thought");
    await expect.poll(() => brightness(page), LOADING).toBeLessThan(70);
  });

  await compose(page, "\n");
  await expectMessage(page, "Half a thought", "Sent");
  await expectDraft(page, "");
}
