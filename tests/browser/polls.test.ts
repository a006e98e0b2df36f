import type { Page } from "@playwright/test";
import { openConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

const choice = (page: Page, name: RegExp) => page.getByRole("radio", { name });

test("a poll is asked in a dialog, voted in with the keyboard, also offline, and closed", async ({
  newUsers,
}) => {
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  const { id } = await asMember(rally, "ben");
  const group = { kind: "group", name: "Book club", members: [id] };
  await (await asMember(rally, "ada")).run("conversation.create", group);
  await openConversation(ada, "Book club");
  await openConversation(ben, "Book club");

  await ada.getByRole("button", { name: "New poll" }).click();
  const dialog = ada.locator("rally-new-poll");
  await dialog.getByRole("button", { name: "Send poll" }).click();
  await expect(dialog.getByText("Ask a question first.")).toBeVisible();
  await dialog.getByLabel("Question").fill("What do we read?");
  await dialog.getByLabel("Choice 1").fill("Emma");
  await dialog.getByLabel("Choice 2").fill("Emma");
  await dialog.getByRole("button", { name: "Send poll" }).click();
  await expect(dialog.getByText("Two choices are the same.")).toBeVisible();
  await dialog.getByLabel("Choice 2").fill("Middlemarch");
  await dialog.getByRole("button", { name: "Send poll" }).click();
  await expect(ada.getByRole("dialog", { name: "New poll" })).toBeHidden();

  await expect(choice(ben, /^Emma/)).toBeVisible();
  await goOffline(ben);
  await choice(ben, /^Emma/).focus();
  await ben.keyboard.press("ArrowDown");
  await expect(choice(ben, /^Middlemarch/)).toBeFocused();
  await expect(choice(ben, /^Middlemarch/)).not.toBeChecked();
  await ben.keyboard.press("Space");
  await expect(choice(ben, /^Middlemarch 1 vote, 100%/)).toBeChecked();
  await expect(ada.getByText("No votes yet")).toBeVisible();
  await ben.context().setOffline(false);
  await expect(ada.getByText("1 vote", { exact: true })).toBeVisible();
  // Who has not voted does not see what others chose.
  await expect(choice(ada, /100%/)).toHaveCount(0);
  await choice(ada, /^Emma/).click();
  await expect(choice(ben, /^Emma 1 vote, 50%/)).not.toBeChecked();

  await ben.getByRole("button", { name: "Show votes" }).click();
  const voters = ben.locator("rally-poll-voters");
  await expect(voters.getByRole("listitem")).toHaveCount(2);
  await voters.getByRole("button", { name: "Close" }).click();

  await ada.getByRole("button", { name: "Actions for the message from you" }).first().click();
  await ada.getByRole("menuitem", { name: "Close poll" }).click();
  await expect(ben.getByText("2 votes · Closed")).toBeVisible();
  await expect(choice(ben, /^Emma/)).toBeDisabled();
});
