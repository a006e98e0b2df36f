import type { Page } from "@playwright/test";
import { choose, message, openConversation, say, startConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember, type Member } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

async function createChannel(member: Member, name: string, visibility: string): Promise<string> {
  const answer = await member.run("conversation.create", { kind: "channel", name, visibility });
  if (!answer.success) throw new Error(answer.error.message);
  return (answer.data as { id: string }).id;
}

const dialog = (page: Page) => page.locator("rally-forward-message");

test("a message is forwarded without a connection, with the keyboard alone, and names its author", async ({
  newUsers,
}) => {
  const [ada, ben, cleo] = await newUsers(rally, "ada", "ben", "cleo");
  await startConversation(ada, "cleo");
  await say(ada, "hello");
  await openConversation(cleo, "ada");
  await startConversation(ada, "ben");
  await openConversation(ben, "ada");
  await say(ben, "The hall is ours from six");
  await expect(message(ada, "The hall is ours from six")).toBeVisible();

  // The dialog's code comes from the cache then.
  await goOffline(ada);
  await choose(ada, "The hall is ours from six", "Forward");
  await expect(dialog(ada).getByRole("searchbox")).toBeFocused();
  await ada.keyboard.type("cleo");
  await expect(dialog(ada).getByRole("list", { name: "Chats" }).getByRole("button")).toHaveText([
    /cleo/,
  ]);
  await ada.keyboard.press("Enter");
  await expect(dialog(ada).getByRole("searchbox")).toHaveCount(0);
  const copy = message(ada, "The hall is ours from six");
  await expect(copy).toContainText("Forwarded from ben");
  await expect(copy).toHaveAttribute("data-state", "pending");

  await ada.context().setOffline(false);
  await expect(copy).toHaveAttribute("data-state", /sent|read/);
  await expect(message(cleo, "The hall is ours from six")).toContainText("Forwarded from ben");
});

test("a forward from a public channel leads to its message; a private channel's stay there", async ({
  newUsers,
}) => {
  const [dora, emil] = await newUsers(rally, "dora", "emil");
  await startConversation(dora, "emil");
  await say(dora, "see the news");
  await openConversation(emil, "dora");
  const member = await asMember(rally, "dora");
  const news = await createChannel(member, "news", "public");
  await member.say(news, "Doors open at **seven**");
  await openConversation(dora, "news");
  await choose(dora, "Doors open at seven", "Forward");
  await dialog(dora).getByRole("button", { name: "emil" }).click();
  const copy = message(emil, "Doors open at seven");
  await expect(copy).toContainText("Forwarded from dora");
  await expect(copy.getByRole("link", { name: "#news" })).toHaveAttribute(
    "href",
    new RegExp(`/${news}/`),
  );

  const staff = await createChannel(member, "staff", "private");
  await member.say(staff, "for us alone");
  await openConversation(dora, "staff");
  await message(dora, "for us alone")
    .getByRole("button", { name: /Actions/ })
    .click();
  await expect(dora.getByRole("menuitem", { name: "Copy text" })).toBeVisible();
  await expect(dora.getByRole("menuitem", { name: "Forward" })).toHaveCount(0);
});
