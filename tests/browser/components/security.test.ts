import { readFile } from "node:fs/promises";
import {
  confirmIdentity,
  confirmTwoFactor,
  listProviders,
  removePasskey,
  renewRecoveryCodes,
  showSecurity,
  startLinking,
  startTwoFactor,
  stopTwoFactor,
  unlinkProvider,
  type Security,
} from "@rally/shared/sign-in";
import { ben, expect, test } from "../steps/component.js";

const passkey = { id: ben.id, name: "Phone", createdAt: 0, isSynced: true };
const security: Security = {
  hasPassword: true,
  twoFactor: { on: false, recoveryCodesLeft: 0 },
  passkeys: [],
  identities: [],
};
const recoveryCodes = ["k3f9-22ma", "p0d8-1xqe"];

test.describe("<rally-two-factor>", () => {
  test("shows the recovery codes once, and returns the focus when they are saved", async ({
    page,
    server,
    show,
    events,
  }) => {
    server.answer(startTwoFactor, { secret: "ABCDEFGHIJ", uri: "otpauth://totp/Rally" });
    server.answer(confirmTwoFactor, { recoveryCodes });
    await show(
      ({ html, record }) =>
        html`<rally-two-factor
          .security=${{ twoFactor: { on: false } }}
          .confirming=${async (change: () => Promise<void>) => {
            await change();
            return true;
          }}
          @security-changed=${record}
        ></rally-two-factor>`,
    );
    await page.getByRole("button", { name: "Turn on" }).press("Enter");
    await expect(page.getByText("ABCD EFGH IJ")).toBeVisible();
    await expect(page.getByRole("img", { name: "QR code with the key" })).toBeVisible();
    await expect(page.getByLabel("Code from the app")).toBeFocused();
    await page.keyboard.type("123456");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Save your recovery codes" })).toBeFocused();
    await expect(page.getByRole("listitem")).toHaveText(recoveryCodes);
    expect(await events()).toEqual([{ type: "security-changed", detail: null }]);
    await page.getByRole("button", { name: "I've saved them" }).click();
    await expect(page.getByText("k3f9-22ma")).toBeHidden();
    await expect(page.getByRole("heading", { name: "Two-factor authentication" })).toBeFocused();
  });

  test("keeps the focus in place for keyboard users when the set-up is canceled", async ({
    page,
    server,
    show,
  }) => {
    server.answer(startTwoFactor, { secret: "ABCDEFGHIJ", uri: "otpauth://totp/Rally" });
    await show(
      ({ html }) =>
        html`<rally-two-factor
          .security=${{ twoFactor: { on: false } }}
          .confirming=${async (change: () => Promise<void>) => {
            await change();
            return true;
          }}
        ></rally-two-factor>`,
    );
    await page.getByRole("button", { name: "Turn on" }).press("Enter");
    await page.getByRole("button", { name: "Cancel" }).press("Enter");
    await expect(page.getByText("ABCD EFGH IJ")).toBeHidden();
    await expect(page.getByRole("button", { name: "Turn on" })).toBeFocused();
  });

  test.describe("when on", () => {
    test.beforeEach(({ show }) =>
      show(
        ({ html, record }) =>
          html`<rally-two-factor
            .security=${{ twoFactor: { on: true, recoveryCodesLeft: 1 } }}
            .confirming=${async (change: () => Promise<void>) => {
              await change();
              return true;
            }}
            @security-changed=${record}
          ></rally-two-factor>`,
      ),
    );

    test("turns off, and announces it", async ({ page, server, events }) => {
      server.refuse(stopTwoFactor, "unavailable");
      await expect(page.getByText("1 recovery code left")).toBeVisible();
      await page.getByRole("button", { name: "Turn off" }).press("Enter");
      await expect(page.getByRole("alert")).toHaveText(/server is busy/);
      expect(await events()).toEqual([]);
      server.answer(stopTwoFactor, { stopped: true });
      await page.getByRole("button", { name: "Turn off" }).press("Enter");
      await expect.poll(events).toEqual([{ type: "security-changed", detail: null }]);
    });

    test("gets new recovery codes", async ({ page, server }) => {
      server.answer(renewRecoveryCodes, { recoveryCodes });
      await page.getByRole("button", { name: "Get new recovery codes" }).click();
      await expect(page.getByRole("listitem")).toHaveText(recoveryCodes);
    });
  });
});

test.describe("<rally-recovery-codes>", () => {
  test.beforeEach(({ show }) =>
    show(
      ({ html, record }) =>
        html`<rally-recovery-codes
            .codes=${["k3f9-22ma", "p0d8-1xqe"]}
            @put-away=${record}
          ></rally-recovery-codes>
          <a href="/people">People</a>`,
    ),
  );

  test("asks for confirmation before the user leaves without saving them", async ({ page }) => {
    const link = page.getByRole("link", { name: "People" });
    await link.click();
    const dialog = page.getByRole("dialog");
    await expect(page.locator("wa-dialog").getByRole("button", { name: "Cancel" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    expect(page.url()).not.toContain("/people");
    await link.click();
    await page.locator("wa-dialog").getByRole("button", { name: "Leave anyway" }).click();
    await page.waitForURL("**/people");
  });

  test("downloads them as a text file, and then lets the user leave", async ({ page }) => {
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("rally-recovery-codes.txt");
    const text = await readFile(await download.path(), "utf8");
    expect(text.split("\n")).toEqual(expect.arrayContaining(recoveryCodes));
    await page.getByRole("link", { name: "People" }).click();
    await page.waitForURL("**/people");
  });

  test("emits an event when they were saved", async ({ page, events }) => {
    await page.getByRole("button", { name: "I've saved them" }).click();
    expect(await events()).toEqual([{ type: "put-away", detail: null }]);
  });
});

test.describe("<rally-linked-accounts>", () => {
  const identity = { provider: "club", label: "ada@club", createdAt: 0, lastUsedAt: 0 };

  test.beforeEach(({ server, show }) => {
    server.answer(listProviders, [
      { id: "club", name: "The club" },
      { id: "other", name: "Another one" },
    ]);
    return show(
      ({ html, record }, identities) =>
        html`<rally-linked-accounts
          .identities=${identities}
          .confirming=${async (change: () => Promise<void>) => {
            await change();
            return true;
          }}
          @security-changed=${record}
        ></rally-linked-accounts>`,
      [identity],
    );
  });

  test("unlinks the account, unless it is the only sign-in method", async ({
    page,
    server,
    events,
  }) => {
    server.refuse(unlinkProvider, "last_way_in");
    await page.getByRole("button", { name: "Unlink The club" }).click();
    await expect(page.getByRole("alert")).toHaveText(/only way to sign in/);
    expect(await events()).toEqual([]);
    server.answer(unlinkProvider, { unlinked: true });
    await page.getByRole("button", { name: "Unlink The club" }).click();
    await expect.poll(events).toEqual([{ type: "security-changed", detail: null }]);
    expect(server.paths(unlinkProvider)).toContain("/api/v1/auth/oauth/club");
  });

  test("opens the provider to link another account", async ({ page, server, run }) => {
    const url = await run(() => `${location.origin}/#there`);
    server.answer(startLinking, { url });
    await page.getByRole("button", { name: "Link Another one" }).click();
    await page.waitForURL("**/#there");
    expect(server.bodies(startLinking)).toEqual([{ purpose: "link" }]);
    expect(server.paths(startLinking)).toEqual(["/api/v1/auth/oauth/other"]);
    await page.goto("/component.html");
  });
});

test.describe("<rally-security-settings>", () => {
  test("loads by itself once the server can be reached", async ({ page, server, show, run }) => {
    await run(({ connection }) => connection.set({ status: "offline", since: 0, unsent: 0 }));
    await show(({ html }) => html`<rally-security-settings></rally-security-settings>`);
    await expect(page.getByText(/will show when you're back online/)).toBeVisible();
    server.answer(showSecurity, security);
    await run(({ connection }) => connection.set({ status: "online", since: 0, unsent: 0 }));
    await expect(page.getByRole("heading", { name: "Passkeys" })).toBeVisible();
    await expect(page.getByText(/will show when you're back online/)).toBeHidden();
  });

  test("asks the user to confirm their identity, and then completes the action", async ({
    page,
    server,
    show,
  }) => {
    server.answer(showSecurity, { ...security, passkeys: [passkey] });
    server.refuse(removePasskey, "confirmation_required");
    server.answer(confirmIdentity, { until: 0 });
    await show(({ html }) => html`<rally-security-settings></rally-security-settings>`);
    await page.getByRole("button", { name: "Remove Phone" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Confirm it's you" });
    await expect(page.locator("wa-dialog").getByLabel("Password")).toBeFocused();
    await page.keyboard.type("correct horse");
    server.answer(removePasskey, { removed: true });
    server.answer(showSecurity, security);
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Phone", { exact: true })).toBeHidden();
    expect(server.bodies(removePasskey)).toHaveLength(2);
    expect(server.bodies(confirmIdentity)).toEqual([
      { kind: "password", password: "correct horse" },
    ]);
  });
});

test.describe("<rally-visit-notice>", () => {
  test("shows the result of a visit to a provider, and removes it from the address", async ({
    page,
    show,
    run,
  }) => {
    await run(() => history.replaceState(null, "", "#oauth=error.identity_taken"));
    await show(({ html }) => html`<rally-visit-notice></rally-visit-notice>`);
    await expect(page.getByRole("status")).toHaveText(/linked to someone else here/);
    expect(new URL(page.url()).hash).toBe("");
  });

  test("goes back to the page that the visit began on, and stays on that page", async ({
    page,
    show,
    run,
  }) => {
    await run(() => {
      sessionStorage.setItem("rally.visit-from", "/settings/data");
      history.replaceState(null, "", "/settings/security#oauth=confirmed");
    });
    await show(({ html }) => html`<rally-visit-notice page="data"></rally-visit-notice>`);
    const notice = page.getByText(/Carry on with what you were doing/);
    await expect(notice).toBeVisible();
    expect(new URL(page.url()).pathname).toBe("/settings/data");
    await run(() => history.replaceState(null, "", "/settings/privacy"));
    await page.locator("rally-visit-notice").evaluate((element) => {
      element.setAttribute("page", "privacy");
    });
    await expect(notice).toBeHidden();
  });
});
