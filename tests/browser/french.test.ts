import { expectHome, password, signUp } from "./steps/accounts.js";
import { inList } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

test("a French browser gets a French app and never sees English text first", async ({
  newDevice,
}) => {
  const page = await newDevice(rally, { locale: "fr-CA" });
  await page.addInitScript(() => {
    const said = new Set<string>();
    Object.assign(window, { said });
    const look = (): void => {
      const app = document.querySelector("rally-app")?.shadowRoot;
      const shown = app?.firstElementChild?.shadowRoot?.querySelector("h1")?.textContent;
      if (shown) said.add(shown.trim());
      requestAnimationFrame(look);
    };
    look();
  });
  // Simulates a slow network, on which the page would have the time to show English.
  await page.route(/\/assets\/fr-/, async (route) => {
    await page.waitForFunction(() => customElements.get("rally-app") !== undefined);
    await route.continue();
  });
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Se connecter");
  expect(await page.evaluate(() => [...(window as unknown as { said: Set<string> }).said])).toEqual(
    ["Se connecter"],
  );
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await expect(page).toHaveTitle("Se connecter · Rally");

  await page.getByRole("link", { name: "Créer un compte" }).click();
  await page.getByLabel("Nom d’utilisateur", { exact: true }).fill("zoé");
  await page.getByLabel("E-mail", { exact: true }).fill("zoe@example.org");
  await page.getByLabel("Mot de passe", { exact: true }).fill("court");
  await page.getByRole("button", { name: "Créer mon compte" }).click();
  await expect(
    page.getByText("Utilisez uniquement des minuscules, des chiffres et _."),
  ).toBeVisible();
  await page.getByLabel("Nom d’utilisateur", { exact: true }).fill("zoe");
  await page.getByLabel("Mot de passe", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Créer mon compte" }).click();
  await expectHome(page);
  await page.getByRole("link", { name: "Messages" }).click();
  await inList(page, "Salon général").click();
  await expect(page.getByText("Voici le début du salon général")).toBeVisible();
});

test("a language chosen in the settings applies at once, persists, and is used offline too", async ({
  newDevice,
}) => {
  const page = await newDevice(rally, { locale: "en-GB" });
  await signUp(page, "ada");
  await waitForServiceWorker(page);
  await page.goto("/settings/appearance");

  await page.getByRole("radio", { name: "Français" }).check();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Apparence");
  // The server stores the language and uses it for emails too.
  await expect.poll(async () => (await asMember(rally, "ada")).locale).toBe("fr");
  await expect(page.getByLabel("Langue des e-mails et des notifications")).toHaveValue("fr");
  await expect(page).toHaveTitle("Apparence · Rally");
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await expect(page.getByRole("link", { name: "Confidentialité" })).toBeVisible();
  await goOffline(page);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Apparence");
  await expect(page.getByRole("radio", { name: "Français" })).toBeChecked();
  await page.context().setOffline(false);

  const other = await page.context().newPage();
  await other.goto("/settings/appearance");
  await page.getByRole("radio", { name: "English" }).check();
  for (const tab of [page, other]) {
    await expect(tab.getByRole("heading", { level: 1 })).toHaveText("Appearance");
    await expect(tab.locator("html")).toHaveAttribute("lang", "en");
  }
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Appearance");
});
