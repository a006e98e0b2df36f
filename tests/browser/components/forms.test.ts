import type { Page } from "@playwright/test";
import {
  changeEmail,
  changePassword,
  forgotPassword,
  login,
  register,
  renameAccount,
  resetPassword,
} from "@rally/shared/accounts";
import type { FieldCode } from "@rally/shared/errors";
import type { Route } from "@rally/shared/http";
import {
  confirmIdentity,
  confirmTwoFactor,
  finishSignIn,
  renamePasskey,
  setFirstPassword,
  startTwoFactor,
} from "@rally/shared/sign-in";
import type { TemplateResult } from "lit";
import type { Scope } from "../../../pwa/gallery/component.js";
import type { FakeServer } from "../steps/fake-server.js";
import { expect, test } from "../steps/component.js";

interface Form {
  show: (scope: Scope) => TemplateResult;
  /** Opens the form, where it is not open at first. */
  open?: (page: Page, server: FakeServer) => Promise<void>;
  /** The values that a user types, by label. */
  typed: Record<string, string>;
  button: string;
  route: Route;
  body: object;
  /** An error of a field and the sentence that explains it. */
  wrong: { field: string; code: FieldCode; label: string; sentence: RegExp };
}

const press = (name: string) => async (page: Page) => {
  await page.getByRole("button", { name, exact: true }).click();
};

const forms: Record<string, Form> = {
  "rally-username-row": {
    show: ({ html }) => html`<rally-username-row></rally-username-row>`,
    open: press("Change username"),
    typed: { "New username": " ada_l " },
    button: "Change username",
    route: renameAccount,
    body: { username: "ada_l" },
    wrong: { field: "username", code: "taken", label: "New username", sentence: /is taken/ },
  },
  "rally-email-row": {
    show: ({ html }) => html`<rally-email-row></rally-email-row>`,
    open: press("Change email address"),
    typed: { "New email address": "lovelace@example.org", "Your password": "correct horse" },
    button: "Change email address",
    route: changeEmail,
    body: { email: "lovelace@example.org", password: "correct horse" },
    wrong: { field: "password", code: "wrong", label: "Your password", sentence: /^Wrong pass/ },
  },
  "rally-password-row": {
    show: ({ html }) => html`<rally-password-row></rally-password-row>`,
    open: press("Change your password"),
    typed: { "Current password": "correct horse", "New password": "battery staple" },
    button: "Change password",
    route: changePassword,
    body: { current: "correct horse", next: "battery staple" },
    wrong: { field: "next", code: "guessable", label: "New password", sentence: /easy to guess/ },
  },
  "rally-sign-in-page": {
    show: ({ html }) => html`<rally-sign-in-page></rally-sign-in-page>`,
    typed: { "Username or email": " ada ", Password: " with spaces " },
    button: "Sign in",
    route: login,
    body: { login: "ada", password: " with spaces " },
    wrong: { field: "login", code: "too_short", label: "Username or email", sentence: /^Enter/ },
  },
  "rally-register-page": {
    show: ({ html }) => html`<rally-register-page .setupToken=${"token"}></rally-register-page>`,
    typed: { Username: "ada ", Email: "ada@example.org", Password: "correct horse" },
    button: "Create account",
    route: register,
    body: {
      ...{ username: "ada", email: "ada@example.org" },
      ...{ password: "correct horse", setupToken: "token" },
    },
    wrong: { field: "email", code: "taken", label: "Email", sentence: /already uses/ },
  },
  "rally-forgot-page": {
    show: ({ html }) => html`<rally-forgot-page></rally-forgot-page>`,
    typed: { Email: "ada@example.org" },
    button: "Send link",
    route: forgotPassword,
    body: { email: "ada@example.org" },
    wrong: { field: "email", code: "format", label: "Email", sentence: /valid email/ },
  },
  "rally-reset-page": {
    show: ({ html }) => html`<rally-reset-page .token=${"a-token"}></rally-reset-page>`,
    typed: { "New password": "battery staple" },
    button: "Set password",
    route: resetPassword,
    body: { token: "a-token", password: "battery staple" },
    wrong: { field: "password", code: "too_short", label: "New password", sentence: /at least 8/ },
  },
  "rally-first-password": {
    show: ({ html }) =>
      html`<rally-first-password
        .confirming=${async (change: () => Promise<void>) => {
          await change();
          return true;
        }}
      ></rally-first-password>`,
    typed: { "New password": "battery staple" },
    button: "Set password",
    route: setFirstPassword,
    body: { next: "battery staple" },
    wrong: { field: "next", code: "guessable", label: "New password", sentence: /easy to guess/ },
  },
  "rally-second-factor": {
    show: ({ html }) =>
      html`<rally-second-factor .challenge=${"a-challenge"}></rally-second-factor>`,
    typed: { Code: " 123 456 " },
    button: "Sign in",
    route: finishSignIn,
    body: { challenge: "a-challenge", code: "123 456" },
    wrong: { field: "code", code: "wrong", label: "Code", sentence: /code is wrong/ },
  },
  "rally-two-factor": {
    show: ({ html }) =>
      html`<rally-two-factor
        .security=${{ twoFactor: { on: false } }}
        .confirming=${async (change: () => Promise<void>) => {
          await change();
          return true;
        }}
      ></rally-two-factor>`,
    async open(page, server) {
      server.answer(startTwoFactor, { secret: "ABCDEFGH", uri: "otpauth://totp/Rally" });
      await page.getByRole("button", { name: "Turn on" }).click();
    },
    typed: { "Code from the app": " 123456 " },
    button: "Turn on",
    route: confirmTwoFactor,
    body: { code: "123456" },
    wrong: { field: "code", code: "wrong", label: "Code from the app", sentence: /code is wrong/ },
  },
  "rally-passkeys": {
    show: ({ html, fixtures }) =>
      html`<rally-passkeys
        .passkeys=${[{ id: fixtures.ben.id, name: "Phone", createdAt: 0, isSynced: true }]}
      ></rally-passkeys>`,
    open: press("Rename Phone"),
    typed: { "Passkey name": " Old phone " },
    button: "Save",
    route: renamePasskey,
    body: { name: "Old phone" },
    wrong: { field: "name", code: "required", label: "Passkey name", sentence: /^Enter a name/ },
  },
  "rally-confirm-identity": {
    show: ({ html }) =>
      html`<rally-confirm-identity
        .security=${{ hasPassword: true, twoFactor: { on: false }, passkeys: [], identities: [] }}
      ></rally-confirm-identity>`,
    async open(page) {
      await page.locator("rally-confirm-identity").evaluate((dialog) => {
        void (dialog as HTMLElementTagNameMap["rally-confirm-identity"]).ask();
      });
    },
    typed: { Password: "correct horse" },
    button: "Confirm",
    route: confirmIdentity,
    body: { kind: "password", password: "correct horse" },
    wrong: { field: "password", code: "wrong", label: "Password", sentence: /^Wrong password/ },
  },
};

for (const [name, form] of Object.entries(forms)) {
  const { typed, button, route, body, wrong } = form;
  const submit = (page: Page) => page.getByRole("button", { name: button, exact: true });
  const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
  const fill = async (page: Page): Promise<void> => {
    for (const [label, text] of Object.entries(typed)) await field(page, label).fill(text);
  };

  test.describe(`<${name}>`, () => {
    test.beforeEach(async ({ page, server, show }) => {
      await show(form.show);
      await form.open?.(page, server);
      await fill(page);
    });

    test("sends the values once, also when Enter is pressed twice", async ({ page, server }) => {
      server.refuse(route, "unavailable");
      const release = server.hold(route);
      await page.keyboard.press("Enter");
      await expect.poll(() => server.bodies(route)).toEqual([body]);
      await page.keyboard.press("Enter");
      release();
      await expect(page.getByText("The server is busy.")).toBeVisible();
      expect(server.bodies(route)).toHaveLength(1);
    });

    test("shows the server's error beside the field until the user types", async ({
      page,
      server,
    }) => {
      server.refuse(route, "invalid_input", { fields: { [wrong.field]: [wrong.code] } });
      await submit(page).click();
      const input = field(page, wrong.label);
      await expect(input).toHaveAttribute("aria-invalid", "true");
      await expect(input).toHaveAccessibleDescription(wrong.sentence);
      await expect(input).toBeFocused();
      await input.press("x");
      await expect(input).toHaveAttribute("aria-invalid", "false");
      await expect(input).not.toHaveAccessibleDescription(wrong.sentence);
    });

    test("keeps the typed values and the focus when the request fails", async ({ page }) => {
      await submit(page).focus();
      await page.keyboard.press("Enter");
      await expect(page.getByText("Can't reach the server.")).toBeVisible();
      for (const [label, text] of Object.entries(typed)) {
        await expect(field(page, label)).toHaveValue(text);
      }
      await expect(submit(page)).toBeFocused();
      await expect(submit(page)).toBeEnabled();
    });

    test("asks for missing values before anything is sent", async ({ page, server }) => {
      server.refuse(route, "unavailable");
      const [first = ""] = Object.keys(typed);
      await field(page, first).fill("");
      await submit(page).click();
      await expect(field(page, first)).toBeFocused();
      await expect(field(page, first)).toHaveAttribute("aria-invalid", "true");
      expect(server.bodies(route)).toEqual([]);
    });
  });
}
