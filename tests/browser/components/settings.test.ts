import { getProfile } from "@rally/shared/people";
import { ada, expect, test } from "../steps/component.js";

test("<rally-language-choice> changes the app's texts at once, and the language of mails", async ({
  page,
  show,
  run,
  commands,
}) => {
  await show(({ html }) => html`<rally-language-choice></rally-language-choice>`);
  await page.getByRole("radio", { name: "Français" }).check({ force: true });
  await expect(page.getByRole("group", { name: "Langue" })).toBeVisible();
  await expect.poll(commands).toEqual([{ name: "account.locale", input: { locale: "fr" } }]);
  await page.getByRole("radio", { name: "English" }).check({ force: true });
  await expect(page.getByRole("group", { name: "Language" })).toBeVisible();
  // What was not sent yet need not be.
  await expect.poll(commands).toEqual([{ name: "account.locale", input: { locale: "en" } }]);
  expect(await run(() => document.documentElement.lang)).toBe("en");
});

test("<rally-theme-choice> changes the page's theme, also with the arrow keys", async ({
  page,
  show,
  run,
}) => {
  await show(({ html }) => html`<rally-theme-choice></rally-theme-choice>`);
  await page.getByRole("radio", { name: "Light" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
  expect(await run(() => document.documentElement.dataset["theme"])).toBe("dark");
  await page.getByRole("radio", { name: "System" }).check({ force: true });
  expect(await run(() => document.documentElement.dataset["theme"])).not.toBe("dark");
});

test("<rally-blocked-page> shows the reason, and reloads", async ({ page, show, shared }) => {
  await show(
    ({ html }) => html`<rally-blocked-page .database=${{ state: "blocked" }}></rally-blocked-page>`,
  );
  await expect(page.getByRole("alert")).toHaveText(/open in another tab/);
  const loading = page.waitForEvent("load");
  await page.getByRole("button", { name: "Reload" }).click();
  await loading;
  await shared.start();
});

test("<rally-friends-here> lists online friends, and opens the conversation with one", async ({
  page,
  show,
  run,
}) => {
  await show(
    ({ html, fixtures }) =>
      html`<rally-friends-here
        .friends=${{
          rows: [fixtures.ben, fixtures.chloe].map((user) => ({ user, presence: "offline" })),
          ...{ total: 2, online: 0 },
        }}
      ></rally-friends-here>`,
  );
  const status = page.getByRole("status").first();
  await expect(status).toHaveText(/None of your friends are online/);
  await run(({ presence, fixtures }) => presence.set(new Map([[fixtures.chloe.id, "online"]])));
  await expect(status).toHaveText("1 friend is online.");
  await expect(page.getByRole("listitem").first()).toContainText("Chloé");
  await run(({ connection }) => connection.set({ status: "offline", since: 0, unsent: 0 }));
  await expect(status).toHaveText(/You're offline/);
  await page.getByRole("button", { name: /Ben/ }).click();
  await page.waitForURL("**/c/*");
});

test("<rally-storage-use> asks the browser to keep the data, and shows its answer", async ({
  page,
  show,
}) => {
  await show(({ html }) => html`<rally-storage-use></rally-storage-use>`);
  const keep = page.getByRole("button", { name: "Keep offline data" });
  await keep.click();
  await expect(keep).toBeHidden();
  await expect(page.getByText(/stays on this device|didn't allow it/)).toBeVisible();
});

test("<rally-chat-levels> lists the chats with another notification level", async ({
  page,
  show,
  run,
}) => {
  await show(({ html }) => html`<rally-chat-levels></rally-chat-levels>`);
  await expect(page.getByRole("heading")).toHaveCount(0);
  await run(({ device, fixtures }) =>
    device.database.conversations.update(fixtures.group.id, { level: "none" }),
  );
  await expect(page.getByRole("heading")).toHaveText("Thursday doubles");
});

test("<rally-blocked-people> shows their number, and links to the list", async ({
  page,
  show,
  run,
}) => {
  await show(({ html }) => html`<rally-blocked-people></rally-blocked-people>`);
  const link = page.getByRole("link", { name: /Blocked and ignored/ });
  await expect(link).toContainText("1 person");
  await run(({ device }) => device.database.blocks.clear());
  await expect(link).toContainText("You haven't blocked or ignored anyone.");
  await link.click();
  await page.waitForURL("**/people/apart");
});

test("<rally-people-sections> marks the current section, and shows the number of requests", async ({
  page,
  show,
  run,
}) => {
  await show(
    ({ html }) => html`<rally-people-sections .tab=${"requests"}></rally-people-sections>`,
  );
  const requests = page.getByRole("link", { name: /Requests/ });
  await expect(requests).toHaveAttribute("aria-current", "page");
  await expect(requests).toContainText("1");
  await run(({ device }) => device.database.friends.clear());
  await expect(requests).not.toContainText("1");
});

test("<rally-settings-sections> shows a new name at once", async ({ page, show, run }) => {
  await show(({ html }) => html`<rally-settings-sections></rally-settings-sections>`);
  await expect(page.getByText("Ada Lovelace")).toBeVisible();
  await run(({ device }) =>
    device.database.people.update(device.userId, { displayName: "Countess" }),
  );
  await expect(page.getByText("Countess")).toBeVisible();
});

test("<rally-profile-settings> saves offline, and shows that the change is pending", async ({
  page,
  show,
  commands,
}) => {
  await show(({ html }) => html`<rally-profile-settings></rally-profile-settings>`);
  await page.getByLabel("Status").fill("Resting");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Your changes are waiting to be sent.")).toBeVisible();
  expect(await commands()).toEqual([{ name: "profile.update", input: { status: "Resting" } }]);
  await expect(page.getByLabel("Status")).toHaveValue("Resting");
});

test("<rally-profile-settings> offers to save only after a change, and shows that it is saved", async ({
  page,
  show,
  run,
}) => {
  await show(({ html }) => html`<rally-profile-settings></rally-profile-settings>`);
  const save = page.getByRole("button", { name: "Save" });
  await expect(save).toBeDisabled();
  await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);
  await page.getByLabel("Status").fill("Resting");
  await save.click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expect(save).toBeDisabled();
  // A change on another device shows up in a form in which nothing is typed.
  await run(async ({ device }) => {
    await device.database.outbox.clear();
    await device.database.profiles.update(device.userId, { status: "Elsewhere" });
  });
  await expect(page.getByLabel("Status")).toHaveValue("Elsewhere");
});

test("<rally-profile-settings> loads the profile once the server can be reached", async ({
  page,
  server,
  show,
  run,
}) => {
  await run(async ({ device, connection }) => {
    await device.database.profiles.clear();
    connection.set({ status: "offline", since: 0, unsent: 0 });
  });
  await show(({ html }) => html`<rally-profile-settings></rally-profile-settings>`);
  await expect(page.getByRole("status")).toHaveText(/Your profile will show when you're back/);
  server.answer(getProfile, { ...ada, bio: "", status: "Serving", joinedAt: 0 });
  await run(({ connection }) => connection.set({ status: "online", since: 0, unsent: 0 }));
  await expect(page.getByLabel("Status")).toHaveValue("Serving");
});

test("<rally-settings-page> shows the settings of its page, and the first page as the overview", async ({
  page,
  show,
}) => {
  const heading = page.getByRole("heading", { level: 1 });
  await show(({ html }) => html`<rally-settings-page></rally-settings-page>`);
  await expect(heading).toHaveText("Profile");
  await expect(page.getByRole("button", { name: "Change username" })).toBeVisible();
  await show(({ html }) => html`<rally-settings-page .section=${"data"}></rally-settings-page>`);
  await expect(heading).toHaveText("Data");
  await expect(page.getByRole("button", { name: "Change username" })).toHaveCount(0);
  // What can't be undone comes last.
  await expect(page.getByRole("button").last()).toHaveText("Delete…");
});

for (const [width, current] of [
  [390, 0],
  [1280, 1],
] as const) {
  test(`<rally-settings-sections> leads to each page, and to signing out, at ${width} pixels`, async ({
    page,
    show,
  }) => {
    const before = page.viewportSize();
    await page.setViewportSize({ width, height: 800 });
    await show(({ html }) => html`<rally-settings-sections></rally-settings-sections>`);
    await expect(page.getByRole("heading", { level: width < 900 ? 1 : 2 })).toHaveText("Settings");
    // Beside its page, the first is shown already.
    await expect(page.locator("[aria-current=page]")).toHaveCount(current);
    await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
    for (const name of ["Appearance", "Data"]) {
      await page.getByRole("link", { name }).click();
      await page.waitForURL(`**/settings/${name.toLowerCase()}`);
    }
    if (before) await page.setViewportSize(before);
  });
}

test("<rally-install-offer> points to the browser's menu when the browser offers no installation", async ({
  page,
  show,
}) => {
  await show(({ html }) => html`<rally-install-offer></rally-install-offer>`);
  await expect(page.getByText(/in your browser's menu/)).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
});
