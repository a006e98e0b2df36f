import { readFile } from "node:fs/promises";
import {
  changeEmail,
  changePassword,
  deleteAccount,
  logout,
  me as meRoute,
  renameAccount,
  resendConfirmation,
} from "@rally/shared/accounts";
import { exportData } from "@rally/shared/export";
import { ada, expect, me, test } from "../steps/component.js";

test.describe("<rally-username-row>", () => {
  test.beforeEach(async ({ page, show }) => {
    await show(({ html }) => html`<rally-username-row></rally-username-row>`);
    await page.getByRole("button", { name: "Change username" }).click();
  });

  test("closes once the name is changed, confirms it, and returns the focus", async ({
    page,
    server,
    run,
  }) => {
    server.answer(renameAccount, { ...me, username: "ada_l" });
    await page.getByLabel("New username").fill("ada_l");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("status")).toHaveText("Username changed.");
    await expect(page.getByRole("button", { name: "Change username" })).toBeFocused();
    expect(await run(({ session }) => session.state.value)).toMatchObject({ username: "ada_l" });
  });

  test("starts over after Cancel, with the current name and without the error", async ({
    page,
    server,
  }) => {
    server.refuse(renameAccount, "invalid_input", { fields: { username: ["taken"] } });
    const field = page.getByLabel("New username");
    await expect(field).toBeFocused();
    await field.fill("ben");
    await page.keyboard.press("Enter");
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("button", { name: "Change username" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(field).toHaveValue("ada");
    await expect(field).toHaveAttribute("aria-invalid", "false");
  });
});

test.describe("<rally-email-row>", () => {
  const showRow = { pendingEmail: "new@example.org" };

  test("shows the new address once the server has accepted it", async ({
    page,
    server,
    show,
    run,
  }) => {
    await show(({ html }) => html`<rally-email-row></rally-email-row>`);
    server.answer(changeEmail, { ...me, ...showRow });
    await page.getByRole("button", { name: "Change email address" }).click();
    await page.getByLabel("New email address").fill("new@example.org");
    await page.getByLabel("Your password").fill("correct horse");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Change email address" })).toBeFocused();
    expect(await run(({ session }) => session.state.value)).toMatchObject({ me: showRow });
  });

  test("asks for re-authentication when the server requires it, and keeps the typed text", async ({
    page,
    server,
    show,
    run,
  }) => {
    await run(({ session, fixtures }) =>
      session.updateUser({ ...fixtures.me, hasPassword: false }),
    );
    server.refuse(changeEmail, "confirmation_required");
    await show(({ html }) => html`<rally-email-row></rally-email-row>`);
    await page.getByRole("button", { name: "Change email address" }).click();
    await expect(page.getByLabel("Your password")).toBeHidden();
    await page.getByLabel("New email address").fill("new@example.org");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Confirm it's you" });
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(page.getByLabel("New email address")).toHaveValue("new@example.org");
  });

  test("shows the data on the device when the server can't be reached", async ({
    page,
    show,
    run,
  }) => {
    await run(({ device, fixtures }) => device.database.setMeta("me", fixtures.me));
    await show(({ html }) => html`<rally-email-row></rally-email-row>`);
    await expect(page.getByText("ada@example.org")).toBeVisible();
    await expect(page.getByRole("button", { name: "Change email address" })).toBeEnabled();
  });

  test("shows an address that was confirmed elsewhere", async ({ page, server, show, run }) => {
    await run(({ session, fixtures }) =>
      session.updateUser({ ...fixtures.me, emailConfirmed: false }),
    );
    await run(({ connection }) => connection.set({ status: "offline", since: 0, unsent: 0 }));
    await show(({ html }) => html`<rally-email-row></rally-email-row>`);
    await expect(page.getByText("Not confirmed")).toBeVisible();
    server.answer(meRoute, me);
    await run(({ connection }) => connection.set({ status: "online", since: 0, unsent: 0 }));
    await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();
  });

  test("sends the link again, and shows the address or the error", async ({
    page,
    server,
    show,
    run,
  }) => {
    await run(
      ({ session, fixtures }, pending) => session.updateUser({ ...fixtures.me, ...pending }),
      showRow,
    );
    await show(({ html }) => html`<rally-email-row></rally-email-row>`);
    server.refuse(resendConfirmation, "too_many_attempts");
    await page.getByRole("button", { name: "Resend link" }).click();
    await expect(page.getByText(/Too many attempts/)).toBeVisible();
    server.answer(resendConfirmation, { email: "new@example.org" });
    await page.getByRole("button", { name: "Resend link" }).click();
    await expect(page.getByText(/sent a link to new@example.org/)).toBeVisible();
  });
});

test("<rally-password-row> empties its fields after a change", async ({ page, server, show }) => {
  await show(({ html }) => html`<rally-password-row></rally-password-row>`);
  server.answer(changePassword, { ended: 2 });
  const change = page.getByRole("button", { name: "Change your password" });
  await change.click();
  await page.getByLabel("Current password").fill("correct horse");
  await page.getByLabel("New password").fill("battery staple");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toHaveText("Password changed.");
  await change.click();
  await expect(page.getByLabel("Current password")).toHaveValue("");
  await expect(page.getByLabel("New password")).toHaveValue("");
});

test("<rally-password-row> shows nothing for an account without a password", async ({
  page,
  show,
  run,
}) => {
  const change = page.getByRole("button", { name: "Change your password" });
  await show(({ html }) => html`<rally-password-row></rally-password-row>`);
  await expect(change).toBeVisible();
  await run(({ session, fixtures }) => session.updateUser({ ...fixtures.me, hasPassword: false }));
  await expect(change).toBeHidden();
});

test.describe("<rally-data-export>", () => {
  test.beforeEach(({ show }) => show(({ html }) => html`<rally-data-export></rally-data-export>`));

  test("downloads the server's data as a file", async ({ page, server }) => {
    const data = { user: me } as never;
    server.answer(exportData, data);
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("rally-ada.json");
    expect(JSON.parse(await readFile(await download.path(), "utf8"))).toEqual(data);
  });

  test("shows that the download failed, and offers it again", async ({ page, server }) => {
    server.refuse(exportData, "unavailable");
    await page.getByRole("button", { name: "Download" }).click();
    await expect(page.getByText("The server is busy.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Download" })).toBeEnabled();
  });
});

test.describe("<rally-delete-account>", () => {
  test.beforeEach(({ show }) =>
    show(({ html }) => html`<rally-delete-account></rally-delete-account>`),
  );

  test("deletes nothing without the right password, and clears the password on Cancel", async ({
    page,
    server,
    run,
  }) => {
    server.refuse(deleteAccount, "invalid_input", { fields: { password: ["wrong"] } });
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByLabel("Your password").fill("a guess");
    await page.getByRole("button", { name: "Delete permanently" }).click();
    await expect(page.getByLabel("Your password")).toHaveAccessibleDescription(/Wrong password/);
    expect(await run(({ session }) => session.state.value.status)).toBe("signed-in");
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("button", { name: "Delete…" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Your password")).toHaveValue("");
    await expect(page.getByLabel("Your password")).toHaveAttribute("aria-invalid", "false");
  });

  test("leaves nothing on the device once the account is deleted", async ({
    page,
    server,
    run,
  }) => {
    server.answer(deleteAccount, { deleted: true });
    server.refuse(logout, "session_ended");
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByLabel("Your password").fill("correct horse");
    await page.getByRole("button", { name: "Delete permanently" }).click();
    await page.waitForURL("**/sign-in");
    const left = await run(async ({ session }) => ({
      status: session.state.value.status,
      databases: (await indexedDB.databases()).map(({ name }) => name),
    }));
    expect(left.status).toBe("signed-out");
    expect(left.databases.filter((name) => name?.includes(ada.id))).toEqual([]);
  });
});

test("<rally-mail-language> sends the language that was chosen last, and shows it until then", async ({
  page,
  server,
  show,
  commands,
}) => {
  server.answer(meRoute, me);
  await show(({ html }) => html`<rally-mail-language></rally-mail-language>`);
  const choice = page.getByLabel("Language for emails and notifications");
  await expect(choice).toHaveValue("en");
  await choice.selectOption("fr");
  await choice.selectOption("en");
  await choice.selectOption("fr");
  await expect.poll(commands).toEqual([{ name: "account.locale", input: { locale: "fr" } }]);
  await expect(choice).toHaveValue("fr");
});
