import type { Page } from "@playwright/test";
import { newId } from "@rally/shared/ids";
import { signUp } from "./steps/accounts.js";
import { choose, log, message, openConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember, type Member } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { countStoredMessages, goOffline } from "./steps/storage.js";

const rally = useRally();
const LENGTH = 700;

let ada: Member;
let world: string;
let ids: string[];

test.beforeAll(async () => {
  ada = await newMember(rally, "ada");
  ({ id: world } = await ada.conversation("World chat"));
  ids = await ada.say(world, ...Array.from({ length: LENGTH }, (_, n) => `message ${n + 1}!`));
});

const link = (number: number): string => `/c/${world}/${ids[number - 1]}`;
const said = (page: Page, number: number) => message(page, `message ${number}!`);

/** Keeps older pages of history from the device, as a slow connection does. */
async function withoutOlderPages(page: Page): Promise<() => Promise<void>> {
  const older = /\/messages\?.*before=/;
  await page.context().route(older, (route) => route.abort());
  return () => page.context().unroute(older);
}

test("a message link opens an old message on a device that has not fetched it, and on one that is offline and has", async ({
  newDevice,
}) => {
  test.slow();
  const page = await newDevice(rally);
  const allowOlderPages = await withoutOlderPages(page);
  await signUp(page, "ben");
  await openConversation(page, "World chat");
  await expect(said(page, LENGTH)).toBeInViewport();

  await page.goto(link(200));
  await expect(said(page, 200)).toBeInViewport();
  await expect(page).toHaveURL(`${rally.url}/c/${world}`);
  // Stored history has no gap: what lies between is not on the device.
  expect(await countStoredMessages(page)).toBe(100);

  await test.step("it scrolls on to the newer messages", async () => {
    await log(page).hover();
    await expect(async () => {
      await page.mouse.wheel(0, 500);
      await expect(said(page, 330)).toBeInViewport({ timeout: 100 });
    }).toPass({ intervals: [20] });
  });

  await test.step("one button leads to the newest message", async () => {
    await page.getByRole("button", { name: /^Jump to latest/ }).click();
    await expect(said(page, LENGTH)).toBeInViewport();
  });

  await test.step("offline, it says that the message is not on this device", async () => {
    await goOffline(page);
    await openLink(page, link(201));
    await expect(page.getByRole("status").getByText(/isn't on this device yet/)).toBeVisible();
    await page.context().setOffline(false);
  });

  await allowOlderPages();
  await page.reload();
  await expect.poll(() => countStoredMessages(page), { timeout: 40_000 }).toBe(LENGTH);
  await goOffline(page);
  await openLink(page, link(20));
  await expect(said(page, 20)).toBeInViewport();
});

test("scrolling from a linked message to the stored ones continues without a gap", async ({
  newDevice,
}) => {
  test.slow();
  const page = await newDevice(rally);
  const allowOlderPages = await withoutOlderPages(page);
  await signUp(page, "cleo");
  await openConversation(page, "World chat");
  await expect(said(page, LENGTH)).toBeInViewport();
  await openLink(page, link(500));
  await expect(said(page, 500)).toBeInViewport();
  const seen = new Set<number>();
  await log(page).hover();
  await expect(async () => {
    for (const text of await log(page)
      .getByText(/^message \d+!$/)
      .allTextContents())
      seen.add(Number(/\d+/.exec(text)?.[0]));
    await page.mouse.wheel(0, 600);
    await expect(said(page, LENGTH)).toBeInViewport({ timeout: 100 });
  }).toPass({ intervals: [20], timeout: 60_000 });
  for (let number = 500; number <= LENGTH; number += 1) expect(seen).toContain(number);
  // What was shown is stored now: from the linked part to the end.
  expect(await countStoredMessages(page)).toBeGreaterThanOrEqual(LENGTH - 500);
  await allowOlderPages();
  // A reload ends the wait after the failures.
  await page.reload();
  await expect.poll(() => countStoredMessages(page), { timeout: 40_000 }).toBe(LENGTH);
});

test("a link to an unknown message says so, and copying a link says that it is done", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await signUp(page, "dora");
  await page.goto(`/c/${world}/${newId()}`);
  const problem = page.getByRole("status").getByText("There's no such message in this chat.");
  await expect(problem).toBeVisible();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await expect(problem).toHaveCount(0);
  await choose(page, `message ${LENGTH - 1}!`, "Copy link");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(`${rally.url}${link(LENGTH - 1)}`);
  const done = page.getByRole("status").getByText("Link copied");
  await expect(done).toBeVisible();
  await expect(done).toHaveCount(0);
  await choose(page, `message ${LENGTH - 1}!`, "Copy text");
  await expect(page.getByRole("status").getByText("Text copied")).toBeVisible();
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("forbidden"));
  });
  await choose(page, `message ${LENGTH - 1}!`, "Copy link");
  await expect(page.getByRole("status").getByText(/^Couldn't copy/)).toBeVisible();
});

test("a link of this Rally in a message opens there, and any other one in a new tab", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await signUp(page, "eva");
  await openConversation(page, "World chat");
  const path = link(LENGTH - 150);
  await ada.say(world, `[here](${rally.url}${path}) ${rally.url}/channels https://elsewhere.test/`);
  const elsewhere = page.getByRole("link", { name: "https://elsewhere.test/", exact: true });
  await expect(elsewhere).toHaveAttribute("target", "_blank");
  await page.evaluate(() => Object.assign(window, { isSameVisit: true }));
  await page.getByRole("link", { name: "here", exact: true }).click();
  await expect(said(page, LENGTH - 150)).toBeInViewport();
  await expect(page).toHaveURL(`${rally.url}/c/${world}`);
  await page.getByRole("button", { name: /^Jump to latest/ }).click();
  await page.getByRole("link", { name: `${rally.url}/channels`, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Channels" })).toBeVisible();
  expect(await page.evaluate(() => "isSameVisit" in window)).toBe(true);
  expect(page.context().pages()).toHaveLength(1);
});

/** Follows a link inside the app, without loading it again. */
async function openLink(page: Page, path: string): Promise<void> {
  await page.evaluate((href) => {
    const a = Object.assign(document.createElement("a"), { href });
    document.body.append(a);
    a.click();
    a.remove();
  }, path);
}
