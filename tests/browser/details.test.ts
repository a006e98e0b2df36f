import type { Page } from "@playwright/test";
import { signUp } from "./steps/accounts.js";
import {
  composer,
  expectOpen,
  inList,
  message,
  openConversation,
  status,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember, newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";
import { phone } from "./steps/touch.js";

const rally = useRally();

const wide = { viewport: { width: 1280, height: 800 } };
const narrow = { viewport: { width: 1000, height: 700 } };

function pane(page: Page) {
  return page.getByRole("complementary", { name: "Details" });
}
function toggle(page: Page) {
  return page.getByRole("button", { name: "Details", exact: true });
}

test("a conversation shows its details beside it, until they are closed on this device", async ({
  newDevice,
}) => {
  const ben = await newMember(rally, "ben");
  const page = await newDevice(rally, wide);
  await signUp(page, "ada");
  await ben.greet("ada", "Hello");
  await openConversation(page, "ben");
  await expect(pane(page)).toContainText("@ben");
  await expect(pane(page)).toContainText(/Joined/);
  await expect(pane(page).getByRole("link", { name: "View profile" })).toHaveAttribute(
    "href",
    "/@ben",
  );
  await pane(page).getByRole("radio", { name: "Mentions only" }).click();
  await expect(page.getByRole("button", { name: "Notifications: Mentions only" })).toBeVisible();
  // There is no way to a conversation from its own details.
  await expect(pane(page).getByRole("button", { name: "Message" })).toHaveCount(0);
  await pane(page).getByRole("button", { name: "Block" }).click();
  await page.locator("rally-confirm-dialog").getByRole("button", { name: "Block" }).click();
  await expect(page.getByRole("status").filter({ hasText: "You blocked ben" })).toBeVisible();
  await pane(page).getByRole("button", { name: "Unblock" }).click();
  await expect(composer(page)).toBeVisible();

  await expect(toggle(page)).toHaveAttribute("aria-expanded", "true");
  await toggle(page).click();
  await expect(pane(page)).toHaveCount(0);
  await expect(toggle(page)).toHaveAttribute("aria-expanded", "false");
  await page.reload();
  await expectOpen(page, "ben");
  await expect(message(page, "Hello")).toBeVisible();
  await expect(pane(page)).toHaveCount(0);
  await toggle(page).click();
  await expect(pane(page)).toContainText("@ben");
});

test("the details of a group list its members and roles, and rename it", async ({ newDevice }) => {
  const dan = await newMember(rally, "dan");
  const page = await newDevice(rally, wide);
  await signUp(page, "cora");
  const group = { kind: "group", name: "Book club", members: [dan.id] };
  await (await asMember(rally, "cora")).run("conversation.create", group);
  await openConversation(page, "Book club");
  const members = pane(page).getByRole("listitem");
  await expect(members).toHaveCount(2);
  await expect(members.filter({ hasText: "cora" })).toContainText("Owner");
  await expect(members.getByRole("link", { name: "dan" })).toHaveAttribute("href", "/@dan");
  await pane(page).getByRole("button", { name: "Edit group" }).click();
  await page.getByRole("textbox", { name: "Group name" }).fill("Film club");
  await page.keyboard.press("Enter");
  await expectOpen(page, "Film club");
  await expect(pane(page).getByRole("button", { name: "Edit group" })).toBeFocused();

  await goOffline(page);
  await expect(status(page, /offline/).first()).toBeVisible();
  await openConversation(page, "World chat");
  await openConversation(page, "Film club");
  await expect(pane(page)).toContainText("Members will show when you're back online");
  await page.context().setOffline(false);
  await expect(members).toHaveCount(2, { timeout: 30_000 });
});

test("people are added from the details of a group, and its members searched", async ({
  newDevice,
}) => {
  const extra = Array.from({ length: 9 }, (_, n) => `extra_${String(n)}`);
  const others = await Promise.all(extra.map((name) => newMember(rally, name)));
  const lou = await newMember(rally, "lou");
  await newMember(rally, "iris");
  const page = await newDevice(rally, wide);
  await signUp(page, "mia");
  const mia = await asMember(rally, "mia");
  const group = { kind: "group", name: "Choir", members: others.map(({ id }) => id) };
  await mia.run("conversation.create", group);
  await openConversation(page, "Choir");
  const members = pane(page).locator("rally-member-list").getByRole("listitem");
  await expect(members).toHaveCount(10);
  // What loads above the button moves it.
  await expect(pane(page)).toContainText("Share a link");

  await pane(page).getByRole("button", { name: "Add people" }).click();
  const dialog = page.locator("rally-add-people");
  const search = dialog.getByRole("searchbox", { name: "Search people" });
  await expect(search).toBeFocused();
  await search.fill("iris");
  await dialog.getByRole("button", { name: "Add iris" }).click();
  const line = (name: string) => dialog.getByRole("listitem").filter({ hasText: name });
  await expect(line("iris")).toContainText("Added");
  await search.fill("extra_3");
  await dialog.getByRole("button", { name: "Add extra_3" }).click();
  await expect(line("extra_3")).toContainText("Already in");
  await search.fill("lou");
  await expect(line("extra_3")).toHaveCount(0);
  await lou.run("user.block", { userId: mia.id });
  await dialog.getByRole("button", { name: "Add lou" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("lou can't be added.");
  await page.keyboard.press("Escape");
  await expect(pane(page).getByRole("button", { name: "Add people" })).toBeFocused();
  await expect(members).toHaveCount(11);

  const field = pane(page).getByRole("searchbox", { name: "Search members" });
  await field.fill("iri");
  await expect(members).toHaveCount(1);
  await expect(pane(page).getByRole("link", { name: "iris" })).toBeVisible();
  await field.fill("nobody");
  await expect(pane(page)).toContainText("No member's name starts with “nobody”");
  await field.fill("");
  await expect(members).toHaveCount(11);
});

for (const [name, device] of Object.entries({ phone, narrow })) {
  test(`without room for three panes, the name opens the details, ${name}`, async ({
    newDevice,
  }) => {
    const eve = await newMember(rally, `eve_${name}`);
    const page = await newDevice(rally, device);
    await signUp(page, `fay_${name}`);
    await eve.greet(`fay_${name}`, "Hello");
    await inList(page, eve.name).click();
    await expectOpen(page, eve.name);
    await expect(pane(page)).toHaveCount(0);
    const title = page.getByRole("button", { name: eve.name, exact: true });
    await title.click();
    const sheet = page.getByRole("dialog", { name: "Details" });
    await expect(sheet).toBeVisible();
    await expect(page.getByRole("link", { name: "View profile" })).toBeInViewport();
    await page.keyboard.press("Escape");
    await expect(sheet).toBeHidden();
    await expect(title).toBeFocused();
    await title.click();
    await page.getByRole("link", { name: "View profile" }).click();
    await expect(page).toHaveURL(`${rally.url}/@${eve.name}`);
  });
}

test("on a wide screen a conversation opens with its composer focused, on a touch screen not", async ({
  newDevice,
}) => {
  const gus = await newMember(rally, "gus");
  const page = await newDevice(rally, wide);
  await signUp(page, "hal");
  await gus.greet("hal", "Hello");
  await openConversation(page, "gus");
  await expect(composer(page)).toBeFocused();
  const handy = await newDevice(rally, phone);
  await signUp(handy, "ivy");
  await gus.greet("ivy", "Hello");
  await inList(handy, "gus").tap();
  await expectOpen(handy, "gus");
  await expect(handy.getByRole("heading", { level: 1, name: "gus" })).toBeFocused();
});

test("a printable key goes to the composer, and no other key does", async ({ newDevice }) => {
  const jon = await newMember(rally, "jon");
  const page = await newDevice(rally, wide);
  await signUp(page, "kim");
  await jon.greet("kim", "Hello");
  await openConversation(page, "jon");
  const { keyboard } = page;
  const row = message(page, "Hello");
  const away = async (): Promise<void> => {
    await composer(page).fill("");
    await row.focus();
  };

  await row.focus();
  await keyboard.type("hi there");
  await expect(composer(page)).toHaveValue("hi there");
  await expect(composer(page)).toBeFocused();

  await away();
  for (const key of ["Control+a", "ArrowUp", "Shift", "Escape", "Tab"]) await keyboard.press(key);
  await expect(composer(page)).not.toBeFocused();

  // A button keeps Space and Enter, and gives away letters.
  await toggle(page).focus();
  await keyboard.press("Space");
  await expect(pane(page)).toHaveCount(0);
  await keyboard.press("Enter");
  await expect(pane(page)).toBeVisible();
  await expect(toggle(page)).toBeFocused();
  await keyboard.press("x");
  await expect(composer(page)).toHaveValue("x");

  // Elements that use keys keep them: another field, a menu, a dialog.
  await composer(page).fill("");
  await keyboard.press("Control+k");
  const palette = page.getByRole("combobox", { name: "Search chats, people and commands" });
  await expect(palette).toBeFocused();
  await keyboard.type("jo");
  await expect(palette).toHaveValue("jo");
  await keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await row.hover();
  await row.getByRole("button", { name: /^Actions/ }).click();
  await expect(page.getByRole("menuitem", { name: "Reply" })).toBeFocused();
  await keyboard.press("c");
  await expect(composer(page)).toHaveValue("");
  await keyboard.press("Escape");
  await pane(page).getByRole("button", { name: "Block" }).click();
  await expect(page.getByRole("dialog", { name: "Block jon?" })).toBeVisible();
  await keyboard.press("y");
  await expect(composer(page)).toHaveValue("");
});
