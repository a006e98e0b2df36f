import type { Page } from "@playwright/test";
import { setUpAdmin } from "./steps/accounts.js";
import { expectOpen, message, say } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";
import { browse, details, listed, newChannel } from "./steps/channels.js";

const rally = useRally();

const member = (page: Page, name: string) =>
  details(page).getByRole("listitem").filter({ hasText: name });

async function choose(page: Page, name: string, action: string): Promise<void> {
  await member(page, name)
    .getByRole("button", { name: `Actions for ${name}` })
    .click();
  await page.getByRole("menuitem", { name: action }).click();
}

async function enter(page: Page, name: string): Promise<void> {
  await listed(page, name)
    .getByRole("link", { name: `Open ${name}` })
    .click();
  await expectOpen(page, name);
}

test("a channel's whole life with four people in four roles, in four browsers", async ({
  newDevice,
  newUsers,
}) => {
  test.slow();
  // The owner is also the server's administrator, who may ban addresses.
  const root = await newDevice(rally);
  await setUpAdmin(root, rally);
  const [adam, mona, max] = await newUsers(rally, "adam", "mona", "max");
  await root.goto("/");
  await newChannel(root, "Town hall", { access: "By request" });
  const others = [
    [adam, "adam"],
    [mona, "mona"],
    [max, "max"],
  ] as const;
  for (const [page] of others) {
    await browse(page);
    await listed(page, "Town hall").getByRole("button", { name: "Ask to join: Town hall" }).click();
    await expect(listed(page, "Town hall")).toContainText("Request sent");
  }
  // The requests are read again when the details are opened.
  await root.reload();
  for (const [page, name] of others) {
    await details(root)
      .getByRole("button", { name: `Accept ${name}` })
      .click();
    await enter(page, "Town hall");
  }
  await choose(root, "adam", "Make admin");
  await choose(root, "mona", "Make moderator");
  await expect(details(adam)).toContainText("Your role: Admin");
  await expect(details(mona)).toContainText("Your role: Moderator");
  await expect(member(max, "mona").getByRole("button", { name: /^Actions/ })).toHaveCount(0);

  await say(max, "Good evening");
  await details(adam).getByRole("button", { name: "Edit channel" }).click();
  await adam.getByLabel("Topic (optional)").fill("One at a time");
  await adam.getByLabel("Slow mode").selectOption("5 seconds");
  await adam.getByRole("button", { name: "Save" }).click();
  await expect(details(max)).toContainText("One at a time");
  await expect(max.getByText("Slow mode: 5 seconds between messages")).toBeVisible();
  await expect(mona.getByText("Slow mode: 5 seconds between messages")).toHaveCount(0);
  await say(max, "First");
  await say(max, "Second, as soon as it's my turn");
  const second = message(root, "Second, as soon as it's my turn");
  await expect(second).toBeVisible({ timeout: 60_000 });
  const shown = await root.getByRole("log", { name: "Messages" }).innerText();
  expect(shown.indexOf("First")).toBeLessThan(shown.indexOf("Second"));
  expect(shown.indexOf("First")).toBeGreaterThan(shown.indexOf("Good evening"));

  await choose(mona, "max", "Mute…");
  await mona.getByLabel("Reason (optional)").fill("Too loud");
  await mona.getByRole("button", { name: "Mute", exact: true }).click();
  await expect(member(mona, "max")).toContainText("Muted");
  await expect(max.getByText(/^You're muted until/)).toBeVisible();
  await choose(mona, "max", "Unmute");
  await expect(max.getByRole("textbox", { name: "Message in Town hall" })).toBeVisible();

  await choose(mona, "max", "Ban from channel…");
  await mona.getByRole("button", { name: "Ban", exact: true }).click();
  await expect(max.getByText("You're not in this chat")).toBeVisible();
  await say(root, "Max is gone");
  await expect(message(max, "Max is gone")).toHaveCount(0);
  await browse(max);
  await listed(max, "Town hall").getByRole("button", { name: "Ask to join: Town hall" }).click();
  await expect(listed(max, "Town hall")).toContainText("You're banned from this chat");

  await details(root).getByRole("button", { name: "Banned people" }).click();
  await details(root).getByRole("button", { name: "Lift the ban of max" }).click();
  await expect(details(root).getByText("No one is banned.")).toBeVisible();
  const bans = details(root).locator("rally-conversation-bans");
  await bans.getByRole("button", { name: "Ban an address" }).click();
  await bans.getByLabel("Address or range").fill("203.0.113.0/24");
  await bans.getByRole("button", { name: "Ban address" }).click();
  await expect(bans.getByText("203.0.113.0/24", { exact: true })).toBeVisible();

  await details(root).getByRole("button", { name: "New link for a week" }).click();
  const link = details(root).getByRole("list", { name: "Invite links" }).getByRole("listitem");
  const address = (await link.locator(".url").textContent()) ?? "";
  await max.goto(address.slice(address.indexOf("/")));
  await max.getByRole("button", { name: /^Join/ }).click();
  await expectOpen(max, "Town hall");
  await expect(message(max, "Max is gone")).toBeVisible();

  await details(adam).getByRole("button", { name: "Audit log" }).click();
  const log = details(adam).locator("rally-audit-log");
  for (const sentence of [
    "root lifted the ban of max",
    "mona banned max",
    "mona unmuted max",
    "mona muted max",
    "adam changed the details",
    "root changed the role of mona: Moderator",
    "root let max join",
  ]) {
    await expect(log.getByText(sentence)).toBeVisible();
  }
  await expect(log).toContainText("Too loud");
});

test("slash commands mute, kick and ban, and say why they can't", async ({ newUsers }) => {
  const [nina, paul] = await newUsers(rally, "nina", "paul");
  await newChannel(nina, "Debate");
  await browse(paul);
  await listed(paul, "Debate").getByRole("button", { name: "Join: Debate" }).click();
  await enter(paul, "Debate");
  const enterText = async (page: Page, text: string): Promise<void> => {
    const field = page.getByRole("textbox", { name: "Message in Debate" });
    await field.fill(text);
    await field.press("Escape");
    await field.press("Enter");
  };
  await enterText(paul, "/ban @nina");
  await expect(paul.getByText("You don't have permission to do that.")).toBeVisible();
  await enterText(nina, "/mute @paul 2h Too loud");
  await expect(nina.getByText("You muted paul.")).toBeVisible();
  await expect(paul.getByText(/^You're muted until/)).toBeVisible();
  await enterText(nina, "/unmute @paul");
  await expect(paul.getByRole("textbox", { name: "Message in Debate" })).toBeVisible();
  await enterText(nina, "/mute @paul 5y");
  await expect(nina.getByText(/“5y” isn't a duration/)).toBeVisible();
  await enterText(nina, "/ban @paul spam");
  await expect(nina.getByText("You banned paul.")).toBeVisible();
  // The refused command is still in the field, so the page stays open.
  await expect(details(paul)).toContainText("You're no longer in this chat");
  await enterText(nina, "/unban @paul");
  await expect(nina.getByText("paul can come back now.")).toBeVisible();
});
