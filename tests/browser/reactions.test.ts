import type { Page } from "@playwright/test";
import {
  expectOpen,
  inList,
  message,
  openConversation,
  say,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

function reaction(page: Page, text: string, emoji: string, count: number) {
  return message(page, text)
    .getByRole("group", { name: "Reactions" })
    .getByRole("button", { name: new RegExp(`^${emoji} ?${count}$`) });
}

async function react(page: Page, text: string, emoji: string): Promise<void> {
  await message(page, text).hover();
  await message(page, text)
    .getByRole("button", { name: /^Actions for/ })
    .click();
  await page.getByRole("menuitem", { name: emoji, exact: true }).click();
}

test("reactions show on both devices at once, and a press removes the user's own", async ({
  newUsers,
}) => {
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await startConversation(ada, "ben");
  await say(ada, "Cake at five?");
  await openConversation(ben, "ada");

  await react(ben, "Cake at five?", "👍");
  await expect(reaction(ada, "Cake at five?", "👍", 1)).toHaveAttribute("aria-pressed", "false");
  await expect(reaction(ben, "Cake at five?", "👍", 1)).toHaveAttribute("aria-pressed", "true");
  await reaction(ada, "Cake at five?", "👍", 1).click();
  await expect(reaction(ben, "Cake at five?", "👍", 2)).toBeVisible();

  await goOffline(ben);
  await reaction(ben, "Cake at five?", "👍", 2).click();
  await expect(reaction(ben, "Cake at five?", "👍", 1)).toHaveAttribute("aria-pressed", "false");
  await ben.context().setOffline(false);
  await expect(reaction(ada, "Cake at five?", "👍", 1)).toHaveAttribute("aria-pressed", "true");
});

test("a group's new name reaches its members, also one that was given offline", async ({
  newUsers,
}) => {
  const [ada, ben] = await newUsers(rally, "cora", "dan");
  const { id } = await asMember(rally, "dan");
  const group = { kind: "group", name: "Book club", members: [id] };
  await (await asMember(rally, "cora")).run("conversation.create", group);
  await openConversation(ada, "Book club");
  await openConversation(ben, "Book club");
  // Only its owner and admins can rename it.
  await expect(ben.getByRole("button", { name: "Edit group" })).toHaveCount(0);

  await rename(ada, "Film club");
  await expectOpen(ada, "Film club");
  await expectOpen(ben, "Film club");
  await expect(inList(ben, "Film club")).toBeVisible();

  await goOffline(ada);
  await rename(ada, "Game club");
  await expectOpen(ada, "Game club");
  await ada.context().setOffline(false);
  await expectOpen(ben, "Game club");
});

async function rename(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Edit group" }).click();
  await page.getByRole("textbox", { name: "Group name" }).fill(name);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
}
