import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { startOidcServer, type OidcServer } from "../../api/src/testing/sign-in/oidc-server.js";
import { expectHome, expectSignedIn, field, password, signUp } from "./steps/accounts.js";
import { expectOpen } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";
import { openSettings } from "./steps/settings.js";

let oidc: OidcServer;

const rally = useRally(async () => {
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  oidc = await startOidcServer(publicUrl, "home");
  const { issuer, clientId, clientSecret } = oidc;
  const home = { kind: "oidc", id: "home", name: "Home", issuer, clientId, clientSecret };
  return {
    port,
    env: { PUBLIC_URL: publicUrl, RALLY_SIGN_IN_PROVIDERS: JSON.stringify([home]) },
  };
});
test.afterAll(() => oidc.close());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("a user signs in with a provider and sets a password", async ({ newDevice }) => {
  oidc.person = { subject: "1", preferred_username: "Ada L.", email: "ada@home.example" };
  const page = await newDevice(rally);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Continue with Home" }).click();
  await expectHome(page);
  await page.goto("/settings/security");
  await expect(page.getByRole("link", { name: "@ada_l" })).toBeVisible();
  await field(page, "New password").fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(field(page, "New password")).toHaveCount(0);
  await page.getByRole("button", { name: "Unlink Home" }).click();
  await expect(page.getByRole("button", { name: "Link Home" })).toBeVisible();
});

test("the app explains a sign-in that was declined at the provider, and one for an existing account", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  oidc.declines = true;
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Continue with Home" }).click();
  await expect(
    page.getByRole("alert").filter({ hasText: "You canceled on the other site" }),
  ).toBeVisible();
  oidc.declines = false;

  await signUp(page, "ben");
  const another = await newDevice(rally);
  oidc.person = { subject: "2", preferred_username: "ben", email: "ben@example.org" };
  await another.goto("/sign-in");
  await another.getByRole("link", { name: "Continue with Home" }).click();
  await expect(
    another
      .getByRole("alert")
      .filter({ hasText: "You already have an account with this email address" }),
  ).toBeVisible();

  await test.step("the user links the provider and then signs in with it", async () => {
    await page.goto("/settings/security");
    await expectOpen(page, "Security");
    await page.getByRole("button", { name: "Link Home" }).click();
    await expect(page.getByText("Account linked.")).toBeVisible();
    await another.getByRole("link", { name: "Continue with Home" }).click();
    await expectSignedIn(another);
    await expect(another).toHaveURL(`${rally.url}/`);
  });
});

test("an account without a password can be deleted after another sign-in at the provider", async ({
  newDevice,
}) => {
  oidc.person = { subject: "3", preferred_username: "cleo", email: "cleo@home.example" };
  const page = await newDevice(rally);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Continue with Home" }).click();
  await expectHome(page);
  await page.goto("/settings");
  await expect(page.getByText("cleo@home.example").first()).toBeVisible();
  await openSettings(page, "Security");
  await expect(page.getByRole("heading", { name: "Passkeys" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Change your password" })).toHaveCount(0);
  await forgetProofs();
  await openSettings(page, "Data");

  await page.getByRole("button", { name: "Delete…" }).click();
  await expect(page.getByText("You don't have a password")).toBeVisible();
  await expect(field(page, "Your password")).toHaveCount(0);
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await expect(page.getByRole("dialog", { name: "Confirm it's you" })).toBeVisible();
  await page.getByRole("button", { name: "Sign in again as cleo" }).click();
  await expect(page.getByText("Confirmed. Carry on with what you were doing")).toBeVisible();
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const databases = () => page.evaluate(async () => (await indexedDB.databases()).length);
  await expect.poll(databases).toBe(0);
});

/** Ages the recent authentication, so that the server asks for it again. */
async function forgetProofs(): Promise<void> {
  const client = new pg.Client({ connectionString: rally.databaseUrl });
  await client.connect();
  await client.query("update sessions set confirmed_at = now() - interval '1 hour'");
  await client.end();
}
