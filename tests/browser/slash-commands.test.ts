import type { Locator, Page } from "@playwright/test";
import { expectSignedIn, password, signUp } from "./steps/accounts.js";
import {
  composer,
  expectOpen,
  expectProgress,
  inList,
  log,
  message,
  openConversation,
  say,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember, newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

const SHRUG = "¯\\_(ツ)_/¯";

function options(page: Page): Locator {
  return page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
}

/** The option that Enter takes, as the text field reports it to a screen reader. */
async function activeOption(page: Page): Promise<string | undefined> {
  const id = await composer(page).getAttribute("aria-activedescendant");
  if (id === null) return undefined;
  const option = page.locator(`#${id}`);
  await expect(option).toHaveAttribute("aria-selected", "true");
  return (await option.innerText()).split(/\s/)[0];
}

/** Types a command and runs it. */
async function enter(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

async function groupOf(owner: string, members: readonly string[], name: string): Promise<void> {
  const ids = await Promise.all(members.map(async (one) => (await asMember(rally, one)).id));
  const input = { kind: "group", name, members: ids };
  await (await asMember(rally, owner)).run("conversation.create", input);
}

test("the keyboard alone completes a command and its user, and /ignore hides messages", async ({
  newDevice,
}) => {
  const [ben, bea] = [await newMember(rally, "ben_a"), await newMember(rally, "bea_a")];
  const page = await newDevice(rally);
  await signUp(page, "ada");
  const { id } = await ben.conversation("World chat");
  await ben.say(id, "first from ben");
  await bea.say(id, "first from bea");
  await openConversation(page, "World chat");
  await expect(message(page, "first from ben")).toBeVisible();

  await composer(page).pressSequentially("/");
  await expect(options(page).first()).toBeVisible();
  // Renaming is only for groups, so it is not offered here.
  await expect(options(page).filter({ hasText: "/rename" })).toHaveCount(0);
  await expect.poll(() => activeOption(page)).toBe("/away");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => activeOption(page)).toBe("/unignore");
  // A message that arrives does not move the choice.
  await bea.say(id, "second from bea");
  await expect(message(page, "second from bea")).toBeVisible();
  expect(await activeOption(page)).toBe("/unignore");
  await page.keyboard.press("Escape");
  await expect(options(page)).toHaveCount(0);
  await expect(composer(page)).not.toHaveAttribute("aria-activedescendant");

  await composer(page).pressSequentially("ig");
  await expect.poll(() => activeOption(page)).toBe("/ignore");
  await page.keyboard.press("Tab");
  await expect(composer(page)).toHaveValue("/ignore ");
  await expect(composer(page)).toBeFocused();
  await composer(page).pressSequentially("@be");
  await expect(options(page)).toHaveText([/bea_a/, /ben_a/]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(composer(page)).toHaveValue("/ignore @ben_a ");
  await page.keyboard.press("Enter");

  await expect(page.getByText("You're now ignoring ben_a.")).toBeVisible();
  await expect(options(page)).toHaveCount(0);
  await expect(composer(page)).toHaveValue("");
  await expect(message(page, "first from ben")).toHaveCount(0);
  await expect(message(page, "first from bea")).toBeVisible();
  await expect(log(page).getByText("/ignore")).toHaveCount(0);

  // Only ignored users are suggested to be shown again.
  await composer(page).pressSequentially("/unignore ");
  await expect(options(page)).toHaveText([/ben_a/]);
  await enter(page, "/unignore @ben_a");
  await expect(options(page)).toHaveCount(0);
  await expect(message(page, "first from ben")).toBeVisible();
});

test("/rename gives a group another name, and a member without permission reads why not", async ({
  newDevice,
}) => {
  const [ada, ben] = [await newDevice(rally), await newDevice(rally)];
  await Promise.all([signUp(ada, "ada_g"), signUp(ben, "ben_g")]);
  await groupOf("ada_g", ["ben_g"], "Book club");
  await openConversation(ada, "Book club");
  await openConversation(ben, "Book club");

  await enter(ben, "/rename Mine");
  await expect(ben.getByText("You don't have permission to do that.")).toBeVisible();
  await expect(composer(ben)).toHaveValue("/rename Mine");
  await expect(composer(ben)).toHaveAccessibleDescription("You don't have permission to do that.");
  await composer(ben).press("End");
  await composer(ben).pressSequentially("!");
  await expect(ben.getByText("You don't have permission to do that.")).toHaveCount(0);

  await composer(ada).pressSequentially("/ren");
  await expect.poll(() => activeOption(ada)).toBe("/rename");
  await ada.keyboard.press("Tab");
  await expect(composer(ada)).toHaveValue("/rename ");
  await expect(
    ada.getByText("Give this group or channel a new name", { exact: true }),
  ).toBeVisible();
  await composer(ada).pressSequentially("Film club");
  await ada.keyboard.press("Enter");
  for (const page of [ada, ben]) await expectOpen(page, "Film club");
  await expect(composer(ada)).toHaveValue("");
});

test("text that is not a command stays in the field and can be sent as a message", async ({
  newDevice,
}) => {
  await newMember(rally, "ben_m");
  const page = await newDevice(rally);
  await signUp(page, "ada_m");
  await startConversation(page, "ben_m");

  await enter(page, "/usr is a folder");
  await expect(page.getByText("There's no /usr command.")).toBeVisible();
  await expect(composer(page)).toHaveValue("/usr is a folder");
  await page.getByRole("button", { name: "Send as a message" }).click();
  await expect(message(page, "/usr is a folder")).toBeVisible();
  await expect(composer(page)).toHaveValue("");
  await expect(page.getByText("There's no /usr command.")).toHaveCount(0);

  await enter(page, "//help yourself");
  await expect(message(page, "/help yourself")).toBeVisible();
  await enter(page, "/shrug who knows");
  await expect(message(page, `who knows ${SHRUG}`)).toBeVisible();
  await expectProgress(page, `who knows ${SHRUG}`, "Sent");

  await enter(page, "/block");
  // Pressing Enter twice blocks no one: no person is preselected.
  await expect(composer(page)).toHaveValue("/block ");
  await expect(options(page).first()).toHaveText(/ben_m/);
  await composer(page).press("Enter");
  await expect(page.getByText("Something's missing. Type /block @name")).toBeVisible();
  await expect(composer(page)).toHaveValue("/block ");
  await enter(page, "/block @nobody_at_all");
  await expect(page.getByText("There's no one called @nobody_at_all.")).toBeVisible();
  await enter(page, "/block @ada_m");
  await expect(page.getByText("That's you. Choose someone else.")).toBeVisible();
  await enter(page, "/rename Us");
  await expect(page.getByText("/rename doesn't work in this chat.")).toBeVisible();
  await expect(composer(page)).toHaveValue("/rename Us");
});

test("/help lists the commands that work here, and returns the focus", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await signUp(page, "ada_h");
  await openConversation(page, "World chat");
  await enter(page, "/help");
  const dialog = page.getByRole("dialog", { name: "Commands" });
  await expect(page.getByText("/ignore @name")).toBeVisible();
  await expect(dialog).toBeVisible();
  await expect(page.getByText("/rename")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(composer(page)).toBeFocused();
  await expect(composer(page)).toHaveValue("");
});

test("commands work without a network, except for a person unknown to the device, with the reason", async ({
  newDevice,
}) => {
  await newMember(rally, "ben_o");
  const page = await newDevice(rally);
  await signUp(page, "ada_o");
  await waitForServiceWorker(page);
  await startConversation(page, "ben_o");
  await say(page, "hello");
  await goOffline(page);
  await newMember(rally, "eve_o");
  // The code of the commands is loaded from this device too.
  await page.reload();
  await expectOpen(page, "ben_o");

  await enter(page, "/shrug offline");
  await expect(message(page, `offline ${SHRUG}`)).toBeVisible();
  await enter(page, "/ignore @eve_o");
  await expect(page.getByText(/You're offline, and @eve_o isn't saved/)).toBeVisible();
  await expect(composer(page)).toHaveValue("/ignore @eve_o");
  await expect(page.getByText("Quietly hide someone's messages", { exact: true })).toBeHidden();
  await enter(page, "/block @ben_o");
  await expect(page.getByText("You blocked ben_o", { exact: true })).toBeVisible();

  await page.context().setOffline(false);
  await expect
    .poll(async () =>
      (await asMember(rally, "ada_o")).run("message.send", {
        conversationId: new URL(page.url()).pathname.slice("/c/".length),
        content: { kind: "text", body: "through the block" },
      }),
    )
    .toMatchObject({ success: false, error: { code: "blocked" } });
  await expect(inList(page, "ben_o")).not.toContainText("/block");
});

test("on a phone, in French, a tap completes a command and keeps the keyboard", async ({
  newDevice,
}) => {
  const ben = await newMember(rally, "ben_f");
  const page = await newDevice(rally, {
    viewport: { width: 390, height: 844 },
    ...{ hasTouch: true, isMobile: true, locale: "fr-FR" },
  });
  await newMember(rally, "ada_f");
  await page.goto("/sign-in");
  await page.getByLabel("Nom d’utilisateur ou e-mail", { exact: true }).fill("ada_f");
  await page.getByLabel("Mot de passe", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Se connecter", exact: true }).click();
  await expectSignedIn(page);
  const { id } = await ben.conversation("World chat");
  await ben.say(id, "bonjour de ben");
  await inList(page, "Salon général").tap();
  await expect(message(page, "bonjour de ben")).toBeVisible();
  const field = page.getByRole("textbox", { name: /^Écrire/ });
  await field.tap();
  await field.pressSequentially("/ign");
  const listbox = page.getByRole("listbox", { name: "Suggestions" });
  const option = listbox.getByRole("option", { name: /ignore/ });
  await expect(option).toContainText("Masquer discrètement quelqu’un");
  await option.tap();
  await expect(field).toHaveValue("/ignore ");
  await expect(field).toBeFocused();
  const person = listbox.getByRole("option", { name: /ben_f/ });
  expect((await person.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await person.tap();
  await expect(field).toHaveValue("/ignore @ben_f ");
  await page.getByRole("button", { name: "Envoyer" }).tap();
  await expect(page.getByText("Vous ignorez maintenant ben_f.")).toBeVisible();
  await expect(message(page, "bonjour de ben")).toHaveCount(0);
});

test("a mention is completed with the keyboard, by names that the device did not know", async ({
  newDevice,
}) => {
  const [bo, cy] = [await newMember(rally, "bo_mention"), await newMember(rally, "cy_mention")];
  const page = await newDevice(rally);
  await signUp(page, "ada_mentions");
  await groupOf(bo.name, ["ada_mentions", cy.name], "Mentions");
  await openConversation(page, "Mentions");
  await composer(page).pressSequentially("hello @cy");
  await expect(options(page)).toContainText(["cy_mention"]);
  await page.keyboard.press("Enter");
  await expect(composer(page)).toHaveValue("hello @cy_mention ");
  await composer(page).pressSequentially("@he");
  await expect.poll(() => activeOption(page)).toBe("@here");
  await page.keyboard.press("Tab");
  await composer(page).pressSequentially("/j");
  await page.keyboard.press("Enter");
  await expect(log(page).getByRole("link", { name: "@cy_mention" })).toBeVisible();
  await expect(log(page).getByRole("img", { name: "joking" })).toBeVisible();
});
