import type { CDPSession, Page } from "@playwright/test";
import { timeoutFactor } from "@rally/shared/server/testing";
import { expectSignedIn, signOut, signUp } from "./steps/accounts.js";
import { expectOpen } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

/** Adds a virtual authenticator that verifies its user, as by a fingerprint. */
async function plugIn(page: Page): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, authenticatorId };
}

async function credentialsOf(cdp: CDPSession, authenticatorId: string) {
  return (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
}

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByLabel("Passkey name").fill(name);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("button", { name: `Remove ${name}` })).toBeVisible();
}

test("a user adds a passkey, signs in with it without a username, renames it and removes it", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await plugIn(page);
  await signUp(page, "ada");
  await page.goto("/settings/security");
  await expectOpen(page, "Security");
  await addPasskey(page, "Laptop");

  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expectSignedIn(page);

  await page.goto("/settings/security");
  await expect(page.getByText("Last used: Today")).toBeVisible();
  await page.getByRole("button", { name: "Rename Laptop" }).click();
  await page.getByLabel("Passkey name").fill("Old laptop");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Remove Old laptop" }).click();
  await expect(page.getByText("Old laptop")).toHaveCount(0);

  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "didn't work" })).toBeVisible();
});

test("a passkey without user verification, or a copied one, cannot sign in", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  const { cdp, authenticatorId } = await plugIn(page);
  await signUp(page, "ben");
  await page.goto("/settings/security");
  await addPasskey(page, "Key");

  await test.step("the same response is sent twice", async () => {
    await signOut(page);
    const sent = page.waitForRequest("**/passkeys/sign-in");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expectSignedIn(page);
    const again = await page.request.post("/api/v1/auth/passkeys/sign-in", {
      data: (await sent).postDataJSON() as object,
    });
    expect(await again.json()).toMatchObject({ error: { code: "passkey_refused" } });
  });

  /** The working key: its counter continues from the server's value. */
  let working: Awaited<ReturnType<typeof credentialsOf>>[number] | undefined;
  await test.step("the signature counter goes back", async () => {
    await signOut(page);
    const [credential] = await credentialsOf(cdp, authenticatorId);
    if (!credential) throw new Error("No passkey was made");
    working = { ...credential, signCount: credential.signCount + 100 };
    await cdp.send("WebAuthn.clearCredentials", { authenticatorId });
    await cdp.send("WebAuthn.addCredential", {
      authenticatorId,
      credential: { ...credential, signCount: 0 },
    });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "didn't work" })).toBeVisible();
  });

  await test.step("the user is not verified", async () => {
    if (!working) throw new Error("No passkey was made");
    await cdp.send("WebAuthn.clearCredentials", { authenticatorId });
    await cdp.send("WebAuthn.addCredential", { authenticatorId, credential: working });
    await page.reload();
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    const answers: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/passkeys/sign-in")) answers.push(request.url());
    });
    const button = page.getByRole("button", { name: "Sign in with a passkey" });
    const asked = page.waitForResponse("**/passkeys/challenge");
    await button.click();
    await asked;
    // The button is enabled again once the prompt has ended without a result.
    await expect(button).toBeEnabled({ timeout: 30_000 * timeoutFactor });
    expect(answers).toEqual([]);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();

    // The same key on the same page works with user verification, so its absence was the cause.
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    await button.click();
    await expectSignedIn(page);
    expect(answers).toHaveLength(1);
  });
});
