import type { CDPSession, Page } from "@playwright/test";
import { patience } from "@rally/shared/server/testing";
import { expectSignedIn, signOut, signUp } from "./steps/accounts.js";
import { expectOpen } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

/** Gives the browser an authenticator with a finger on it. */
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
  await page.getByLabel("Name of this passkey").fill(name);
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("button", { name: `Remove ${name}` })).toBeVisible();
}

test("one adds a passkey, signs in with it and no user name, renames and removes it", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await plugIn(page);
  await signUp(page, "ada");
  await page.goto("/settings");
  await expectOpen(page, "Settings");
  await addPasskey(page, "Laptop");

  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expectSignedIn(page);

  await page.goto("/settings");
  await expect(page.getByText("Last used: Today")).toBeVisible();
  await page.getByRole("button", { name: "Rename Laptop" }).click();
  await page.getByLabel("Name of this passkey").fill("Old laptop");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Remove Old laptop" }).click();
  await expect(page.getByText("Old laptop")).toHaveCount(0);

  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "not accepted" })).toBeVisible();
});

test("a passkey whose owner is not verified, or that was copied, lets nobody in", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  const { cdp, authenticatorId } = await plugIn(page);
  await signUp(page, "ben");
  await page.goto("/settings");
  await addPasskey(page, "Key");

  await test.step("the same answer twice", async () => {
    await signOut(page);
    const sent = page.waitForRequest("**/passkeys/sign-in");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expectSignedIn(page);
    const again = await page.request.post("/api/v1/auth/passkeys/sign-in", {
      data: (await sent).postDataJSON() as object,
    });
    expect(await again.json()).toMatchObject({ error: { code: "passkey_refused" } });
  });

  /** The key as it works: its counter goes on from where the server has it. */
  let working: Awaited<ReturnType<typeof credentialsOf>>[number] | undefined;
  await test.step("a counter that goes back", async () => {
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
    await expect(page.getByRole("alert").filter({ hasText: "not accepted" })).toBeVisible();
  });

  await test.step("no finger on it", async () => {
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
    // The button comes back once the prompt has ended, with nothing to send.
    await expect(button).toBeEnabled({ timeout: 30_000 * patience });
    expect(answers).toEqual([]);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();

    // The same key, the same page, and a finger: what was missing is the finger and nothing else.
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    await button.click();
    await expectSignedIn(page);
    expect(answers).toHaveLength(1);
  });
});
