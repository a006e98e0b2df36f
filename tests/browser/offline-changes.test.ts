import type { Page } from "@playwright/test";
import {
  choose,
  edit,
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

const reaction = (page: Page, emoji: string, count: number) =>
  message(page, "Cake at five?")
    .getByRole("group", { name: "Reactions" })
    .getByRole("button", { name: new RegExp(`^${emoji} ?${count}$`) });
const vote = (page: Page, name: RegExp) =>
  page.getByRole("radiogroup", { name: "Which day?" }).getByRole("radio", { name });
const react = (page: Page, emoji: string) => choose(page, "Cake at five?", emoji);

/** Both have voted, so both see the counts. */
async function expectSettled(page: Page): Promise<void> {
  await expect(reaction(page, "👍", 2)).toBeVisible();
  await expect(reaction(page, "🎉", 1)).toBeVisible();
  await expect(message(page, "I bring plates and forks")).toBeVisible();
  await expect(message(page, "I bring tea and milk")).toBeVisible();
  for (const text of ["Cake at five?", "I bring plates and forks"]) {
    await expect(message(page, text).getByText("Pinned")).toBeAttached();
  }
  await expect(vote(page, /^Monday 1 vote, 50/)).toBeVisible();
  await expect(vote(page, /^Tuesday 1 vote, 50/)).toBeVisible();
}

test("reactions, pins, edits and votes made offline on two devices settle the same on both and on the server", async ({
  newUsers,
}) => {
  // More than thirty steps on two pages.
  test.slow();
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await startConversation(ada, "ben");
  await say(ada, "Cake at five?", "I bring plates");
  await openConversation(ben, "ada");
  await expect(message(ben, "I bring plates")).toBeVisible();
  await say(ben, "I bring tea");
  await expect(message(ada, "I bring tea")).toBeVisible();
  const member = await asMember(rally, "ada");
  const { id } = await member.conversation("ben");
  const poll = { kind: "poll", question: "Which day?", choices: ["Monday", "Tuesday"] };
  await member.run("message.send", {
    conversationId: id,
    content: { ...poll, multiple: false, anonymous: false },
  });
  for (const page of [ada, ben]) await expect(vote(page, /^Monday/)).toBeVisible();

  for (const page of [ada, ben]) await goOffline(page);
  await react(ada, "👍");
  await choose(ada, "I bring plates", "Pin");
  await edit(ada, "I bring plates", "I bring plates and forks");
  await vote(ada, /^Monday/).click();
  await react(ben, "👍");
  await react(ben, "🎉");
  await choose(ben, "Cake at five?", "Pin");
  await edit(ben, "I bring tea", "I bring tea and milk");
  await vote(ben, /^Tuesday/).click();
  // Each sees their own at once, and nothing of the other's.
  await expect(reaction(ada, "👍", 1)).toHaveAttribute("aria-pressed", "true");
  await expect(reaction(ben, "👍", 1)).toHaveAttribute("aria-pressed", "true");
  await expect(vote(ada, /^Monday 1 vote, 100/)).toBeChecked();

  for (const page of [ada, ben]) await page.context().setOffline(false);
  for (const page of [ada, ben]) await expectSettled(page);
  expect(await member.texts(id)).toEqual([
    "Cake at five?",
    "I bring plates and forks",
    "I bring tea and milk",
    null,
  ]);
  // A device that knew nothing is told the same.
  for (const page of [ada, ben]) {
    await page.reload();
    await expectSettled(page);
  }
});
