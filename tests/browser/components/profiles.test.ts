import { limits } from "@rally/shared/limits";
import { getProfile, uploadAvatar } from "@rally/shared/people";
import { chloe, expect, test } from "../steps/component.js";

test.describe("<rally-profile-editor>", () => {
  test.beforeEach(({ show }) =>
    show(
      ({ html, fixtures, record }) =>
        html`<rally-profile-editor
          .profile=${{ ...fixtures.ada, status: "", bio: "Plays.", joinedAt: 0, version: 1 }}
          @editing-done=${record}
        ></rally-profile-editor>`,
    ),
  );

  test("sends only the changed fields, and closes", async ({ page, commands, events }) => {
    await expect(page.getByLabel("Name")).toBeFocused();
    await page.getByLabel("Status").fill(" On court ");
    await page.getByLabel("About you").fill("Plays on clay.");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(events).toEqual([{ type: "editing-done", detail: null }]);
    expect(await commands()).toEqual([
      { name: "profile.update", input: { status: "On court", bio: "Plays on clay." } },
    ]);
  });

  test("asks for a name until the user types one", async ({ page, commands, events }) => {
    const name = page.getByLabel("Name");
    await name.fill("  ");
    await page.keyboard.press("Enter");
    await expect(name).toHaveAccessibleDescription(/Enter a name/);
    await expect(name).toBeFocused();
    expect(await events()).toEqual([]);
    expect(await commands()).toEqual([]);
    await name.fill("Countess");
    await expect(name).toHaveAttribute("aria-invalid", "false");
    await page.keyboard.press("Enter");
    await expect.poll(events).toHaveLength(1);
  });

  test("shows the number of remaining characters", async ({ page }) => {
    await page.getByLabel("About you").fill("x".repeat(limits.bioLength - 7));
    await expect(page.getByText("Characters left: 7", { exact: true })).toBeVisible();
  });

  test("closes on Cancel without a change", async ({ page, commands, events }) => {
    await page.getByLabel("Status").fill("Half a thou");
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await events()).toEqual([{ type: "editing-done", detail: null }]);
    expect(await commands()).toEqual([]);
  });

  test("keeps typed text when a picture arrives in the meantime", async ({ page, run }) => {
    await page.getByLabel("Status").fill("Half a thou");
    await run(async ({ fixtures }) => {
      const editor = document.querySelector("rally-profile-editor");
      const profile = { ...fixtures.ada, status: "Old", bio: "", joinedAt: 0, version: 2 };
      Object.assign(editor ?? {}, { profile });
      await editor?.updateComplete;
    });
    await expect(page.getByLabel("Status")).toHaveValue("Half a thou");
  });
});

test.describe("<rally-avatar-editor>", () => {
  const picture = {
    name: "picture.svg",
    mimeType: "image/png",
    // One pixel.
    buffer: Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    ),
  };

  test.beforeEach(({ show }) =>
    show(({ html }) => html`<rally-avatar-editor></rally-avatar-editor>`),
  );

  test("shows an error for a file that is not a picture, until another file is chosen", async ({
    page,
  }) => {
    const input = page.locator("input[type=file]");
    await input.setInputFiles({ ...picture, buffer: Buffer.from("no picture") });
    await expect(page.getByRole("alert")).toHaveText(/Couldn't open this picture/);
    await expect(page.getByRole("dialog")).toBeHidden();
    await input.setInputFiles(picture);
    await expect(page.getByRole("dialog")).toBeVisible();
    await expect(page.getByRole("alert")).toBeHidden();
  });

  test("zooms with the keyboard, and keeps the picture when sending fails", async ({
    page,
    server,
  }) => {
    await page.locator("input[type=file]").setInputFiles(picture);
    const canvas = page.getByRole("img", { name: /arrow keys/ });
    await expect(canvas).toBeFocused();
    await page.keyboard.press("+");
    await expect(page.getByLabel("Zoom", { exact: true })).toHaveValue("1.1");
    await page.keyboard.press("-");
    await expect(page.getByLabel("Zoom", { exact: true })).toHaveValue("1");
    const send = page.getByRole("button", { name: "Use this picture" });
    await send.press("Enter");
    await expect(page.getByRole("alert")).toHaveText(/Can't reach the server/);
    await expect(send).toBeFocused();
    server.refuse(uploadAvatar, "too_large");
    await send.press("Enter");
    await expect(page.getByRole("alert")).toHaveText(/too large/);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(page.getByRole("alert")).toBeHidden();
  });
});

test.describe("<rally-profile-page>", () => {
  test("shows the stored profile without a network, then the server's", async ({
    page,
    server,
    show,
  }) => {
    await show(({ html }) => html`<rally-profile-page .username=${"ben"}></rally-profile-page>`);
    await expect(page.getByText("On court 🎾")).toBeVisible();
    server.answer(getProfile, {
      ...{ ...chloe, bio: "Serves and volleys.", status: "", joinedAt: 0, version: 1 },
    });
    await show(({ html }) => html`<rally-profile-page .username=${"chloe"}></rally-profile-page>`);
    await expect(page.getByText("Serves and volleys.")).toBeVisible();
    await expect(page.getByText("On court 🎾")).toBeHidden();
  });

  test("shows that a profile does not exist or cannot be loaded", async ({
    page,
    server,
    show,
  }) => {
    await show(({ html }) => html`<rally-profile-page .username=${"zoe"}></rally-profile-page>`);
    await expect(page.getByRole("heading", { name: "You're offline" })).toBeVisible();
    server.refuse(getProfile, "not_found");
    await show(({ html }) => html`<rally-profile-page .username=${"zoey"}></rally-profile-page>`);
    await expect(page.getByRole("heading", { name: "Profile not found" })).toBeVisible();
  });

  test("loads again when the connection is back", async ({ page, server, show, run }) => {
    await run(({ connection }) => connection.set({ status: "offline", since: 0, unsent: 0 }));
    await show(({ html }) => html`<rally-profile-page .username=${"chloe"}></rally-profile-page>`);
    await expect(page.getByText(/this profile isn't on this device yet/)).toBeVisible();
    server.answer(getProfile, {
      ...{ ...chloe, bio: "Serves and volleys.", status: "", joinedAt: 0, version: 1 },
    });
    await run(({ connection }) => connection.set({ status: "online", since: 0, unsent: 0 }));
    await expect(page.getByText("Serves and volleys.")).toBeVisible();
    await expect(page.getByText(/this profile isn't on this device yet/)).toBeHidden();
    expect(server.paths(getProfile)).toHaveLength(1);
    // Nothing is asked for again while the connection stays.
    await run(({ connection }) => connection.set({ status: "online", since: 0, unsent: 1 }));
    await run(({ connection }) => connection.set({ status: "offline", since: 0, unsent: 1 }));
    await run(({ connection }) => connection.set({ status: "online", since: 0, unsent: 1 }));
    expect(server.paths(getProfile)).toHaveLength(1);
  });

  test("edits the user's own profile, and returns the focus to the page", async ({
    page,
    show,
  }) => {
    await show(({ html }) => html`<rally-profile-page .username=${"ada"}></rally-profile-page>`);
    await page.getByRole("button", { name: "Edit profile" }).press("Enter");
    await expect(page.getByLabel("Name")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  });
});

test("<rally-choose-name> asks for a name until the user types one, and sends only the changed fields", async ({
  page,
  show,
  commands,
  events,
}) => {
  await show(
    ({ html, record }) =>
      html`<rally-choose-name
        name="ada"
        @name-chosen=${record}
        @cancelled=${record}
      ></rally-choose-name>`,
  );
  const name = page.getByLabel("Name", { exact: true });
  await name.fill(" ");
  await page.keyboard.press("Enter");
  await expect(name).toHaveAccessibleDescription(/Enter a name/);
  await expect(name).toBeFocused();
  expect(await commands()).toEqual([]);
  await name.fill("Countess ");
  await expect(name).toHaveAttribute("aria-invalid", "false");
  await page.keyboard.press("Enter");
  await expect.poll(events).toEqual([{ type: "name-chosen", detail: null }]);
  expect(await commands()).toEqual([
    { name: "profile.update", input: { displayName: "Countess" } },
  ]);
  await page.keyboard.press("Escape");
  expect((await events()).at(-1)).toEqual({ type: "cancelled", detail: null });
});
