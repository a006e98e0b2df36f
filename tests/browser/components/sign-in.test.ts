import { me as meRoute, refresh } from "@rally/shared/accounts";
import {
  confirmIdentity,
  finishSignIn,
  listProviders,
  passkeyChallenge,
  setFirstPassword,
  showSecurity,
  type Security,
} from "@rally/shared/sign-in";
import { expect, me, signedIn, test } from "../steps/component.js";

const security: Security = {
  hasPassword: true,
  twoFactor: { on: false, recoveryCodesLeft: 0 },
  passkeys: [],
  identities: [],
};

test.describe("<rally-second-factor>", () => {
  test("accepts a recovery code in place of the app's code, and signs in", async ({
    page,
    server,
    show,
    run,
  }) => {
    server.answer(finishSignIn, { ...signedIn, accessToken: "another-token" });
    await show(
      ({ html }) => html`<rally-second-factor .challenge=${"a-challenge"}></rally-second-factor>`,
    );
    await page.getByLabel("Code").fill("123");
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    const code = page.getByLabel("Recovery code");
    await expect(code).toBeFocused();
    await expect(code).toHaveValue("");
    await code.fill("k3f9-22ma");
    await page.keyboard.press("Enter");
    await expect.poll(() => run(({ session }) => session.accessToken())).toBe("another-token");
    expect(server.bodies(finishSignIn)).toEqual([{ challenge: "a-challenge", code: "k3f9-22ma" }]);
  });

  test("emits an event to start over", async ({ page, show, events }) => {
    await show(
      ({ html, record }) => html`<rally-second-factor @leave=${record}></rally-second-factor>`,
    );
    await page.getByRole("button", { name: "Start over" }).click();
    expect(await events()).toEqual([{ type: "leave", detail: null }]);
  });
});

test.describe("<rally-other-ways>", () => {
  test("offers the server's providers as links out of the app", async ({ page, server, show }) => {
    server.answer(listProviders, [{ id: "club", name: "The club" }]);
    await show(({ html }) => html`<rally-other-ways></rally-other-ways>`);
    const link = page.getByRole("link", { name: "Continue with The club" });
    await expect(link).toHaveAttribute("href", "/api/v1/auth/oauth/club");
    await expect(link).toHaveAttribute("target", "_self");
  });

  test("completes the sign-in after a provider's redirect", async ({ page, server, show, run }) => {
    server.answer(refresh, { ...signedIn, accessToken: "another-token" });
    await run(() => history.replaceState(null, "", "#oauth=signed-in"));
    await show(({ html }) => html`<rally-other-ways></rally-other-ways>`);
    await expect.poll(() => run(({ session }) => session.accessToken())).toBe("another-token");
    expect(new URL(page.url()).hash).toBe("");
  });

  test("passes on the challenge of a second factor", async ({ show, run, events }) => {
    await run(() => history.replaceState(null, "", "#oauth=second-factor.a-challenge"));
    await show(
      ({ html, record }) => html`<rally-other-ways @second-factor=${record}></rally-other-ways>`,
    );
    expect(await events()).toEqual([{ type: "second-factor", detail: "a-challenge" }]);
  });

  test("shows errors from the provider and from a passkey", async ({ page, server, show, run }) => {
    await run(() => history.replaceState(null, "", "#oauth=error.provider_denied"));
    await show(({ html }) => html`<rally-other-ways></rally-other-ways>`);
    const alert = page.getByRole("alert");
    await expect(alert).toHaveText(/You canceled on the other site/);
    server.refuse(passkeyChallenge, "too_many_attempts");
    const button = page.getByRole("button", { name: "Sign in with a passkey" });
    await button.press("Enter");
    await expect(alert).toHaveText(/Too many attempts/);
    await expect(button).toBeFocused();
  });
});

test("<rally-first-password> announces that the sign-in methods changed, and Ada has a password then", async ({
  page,
  server,
  show,
  run,
  events,
}) => {
  server.answer(setFirstPassword, { set: true });
  server.answer(meRoute, { ...me, hasPassword: true, displayName: "Countess" });
  await show(
    ({ html, record }) =>
      html`<rally-first-password
        .confirming=${async (change: () => Promise<void>) => {
          await change();
          return true;
        }}
        @security-changed=${record}
      ></rally-first-password>`,
  );
  await page.getByLabel("New password").fill("battery staple");
  await page.keyboard.press("Enter");
  await expect.poll(events).toEqual([{ type: "security-changed", detail: null }]);
  await expect
    .poll(() => run(({ session }) => session.state.value))
    .toMatchObject({ displayName: "Countess" });
});

test.describe("<rally-confirm-identity>", () => {
  const ask = `<rally-confirm-identity>`;

  test(`${ask} closes on Escape, returns false, and returns the focus`, async ({
    page,
    show,
    events,
  }) => {
    await show(
      ({ html, record }, security) =>
        html`<button
            @click=${async () => {
              const dialog = document.querySelector("rally-confirm-identity");
              record(new CustomEvent("answered", { detail: await dialog?.ask() }));
            }}
          >
            Begin
          </button>
          <rally-confirm-identity .security=${security}></rally-confirm-identity>`,
      security,
    );
    await page.getByRole("button", { name: "Begin" }).click();
    await expect(page.getByLabel("Password")).toBeFocused();
    await page.keyboard.type("half a passw");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    expect(await events()).toEqual([{ type: "answered", detail: false }]);
    await expect(page.getByRole("button", { name: "Begin" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Password")).toHaveValue("");
  });

  test("looks up the available confirmation methods, and accepts a code", async ({
    page,
    server,
    show,
    run,
  }) => {
    server.answer(showSecurity, {
      ...security,
      ...{ hasPassword: false, twoFactor: { on: true, recoveryCodesLeft: 1 } },
    });
    server.answer(confirmIdentity, { until: 0 });
    await show(
      ({ html }) => html`<rally-confirm-identity reason="To be sure."></rally-confirm-identity>`,
    );
    const answer = run(() => document.querySelector("rally-confirm-identity")?.ask());
    await expect(page.getByText("To be sure.")).toBeVisible();
    const code = page.getByLabel("Code from your authenticator app");
    await expect(code).toBeFocused();
    await code.fill("123456 ");
    await page.keyboard.press("Enter");
    expect(await answer).toBe(true);
    expect(server.bodies(confirmIdentity)).toEqual([{ kind: "code", code: "123456" }]);
  });

  test("shows that it needs a network", async ({ page, show, run }) => {
    await show(({ html }) => html`<rally-confirm-identity></rally-confirm-identity>`);
    await run(() => void document.querySelector("rally-confirm-identity")?.ask());
    await expect(page.getByRole("alert")).toHaveText(/Can't reach the server/);
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
  });
});
