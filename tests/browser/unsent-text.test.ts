import { expectSignedIn, signIn, signOut, signUp } from "./steps/accounts.js";
import {
  choose,
  composer,
  expectProgress,
  message,
  openConversation,
  say,
} from "./steps/conversation.js";
import type { Locator } from "@playwright/test";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { openSettings } from "./steps/settings.js";
import { goOffline, traces } from "./steps/storage.js";

const rally = useRally();

test("a paste above the limit stays in the field with a count, survives a reload, and keeps the connection open", async ({
  newDevice,
}) => {
  const ada = await newDevice(rally);
  await signUp(ada, "ada");
  await openConversation(ada, "World chat");
  const pasted = "x".repeat(300_000);
  await composer(ada).fill(pasted);
  await expect(
    ada.getByText("Characters over the limit: 292000. Shorten your message to send it."),
  ).toBeVisible();
  await composer(ada).press("Enter");
  await expect(composer(ada)).toHaveValue(pasted);
  await expect(ada.getByText("Reconnecting")).toHaveCount(0);
  await expect
    .poll(async () => (await traces(ada)).meta.some((key) => key.startsWith("heldWords.")))
    .toBe(true);

  await ada.reload();
  await expect(composer(ada)).toHaveValue(pasted);
  await say(ada, "short");
  await expectProgress(ada, "short", "Sent");
  await ada.reload();
  await expect(composer(ada)).toHaveValue("");
});

test("an edit in progress survives a reload", async ({ newDevice }) => {
  const bea = await newDevice(rally);
  await signUp(bea, "bea");
  await openConversation(bea, "World chat");
  await say(bea, "Meat at five");
  await choose(bea, "Meat at five", "Edit");
  const field = bea.getByRole("textbox", { name: "Edit message" });
  await field.fill("Meet at five");
  await expect
    .poll(async () => (await traces(bea)).meta.some((key) => key.startsWith("edit.")))
    .toBe(true);
  await bea.reload();
  await expect(field).toHaveValue("Meet at five");
  await field.press("Enter");
  await expect(message(bea, "Meet at five")).toBeVisible();
  await bea.reload();
  await expect(composer(bea)).toHaveValue("");
});

test("a message sent while leaving its conversation is not in the draft afterwards", async ({
  newDevice,
}) => {
  const gil = await newDevice(rally);
  await signUp(gil, "gil");
  await openConversation(gil, "World chat");
  await composer(gil).fill("Sent and gone");
  await pressEnter(composer(gil), { leave: true });
  await expect(composer(gil)).toHaveCount(0);
  await gil.goBack();
  await expect(message(gil, "Sent and gone")).toBeVisible();
  await expect(composer(gil)).toHaveValue("");
  await expectProgress(gil, "Sent and gone", "Sent");
});

test("pressing Enter twice on an edit sends nothing else and keeps the draft and the reply", async ({
  newDevice,
}) => {
  const hana = await newDevice(rally);
  await signUp(hana, "hana");
  await openConversation(hana, "World chat");
  await say(hana, "Meat at six");
  await composer(hana).fill("Half a thought");
  await choose(hana, "Meat at six", "Reply");
  await choose(hana, "Meat at six", "Edit");
  const field = hana.getByRole("textbox", { name: "Edit message" });
  await field.fill("Meet at six");
  await pressEnter(field, { times: 2 });
  await expect(composer(hana)).toHaveValue("Half a thought");
  await expect(hana.getByText("Replying to yourself")).toBeVisible();
  await expect(message(hana, "Meet at six")).toBeVisible();
  await expect(message(hana, "Half a thought")).toHaveCount(0);
  expect((await traces(hana)).meta.filter((key) => key.startsWith("edit."))).toEqual([]);
  await composer(hana).press("Enter");
  await expect(
    message(hana, "Half a thought").getByRole("button", { name: /In reply to/ }),
  ).toContainText("Meet at six");
});

/**
 * Presses Enter twice, or Enter and then leaves, in one task of the page, so that nothing is stored
 * in between.
 */
async function pressEnter(
  field: Locator,
  { times = 1, leave = false }: { times?: number; leave?: boolean },
): Promise<void> {
  await field.evaluate(
    (element, [count, leaves]) => {
      const stroke = { key: "Enter", bubbles: true, composed: true, cancelable: true };
      for (let n = 0; n < count; n += 1)
        element.dispatchEvent(new KeyboardEvent("keydown", stroke));
      if (!leaves) return;
      const link = document.body.appendChild(document.createElement("a"));
      link.href = "/settings";
      link.click();
      link.remove();
    },
    [times, leave] as const,
  );
}

test("signing out asks about a draft that exists only on this device, then deletes all of the user's data", async ({
  newDevice,
}) => {
  const cleo = await newDevice(rally);
  await signUp(cleo, "cleo");
  await openConversation(cleo, "World chat");
  await say(cleo, "Hello");
  await expectProgress(cleo, "Hello", "Sent");
  await cleo.getByRole("button", { name: "Emoji", exact: true }).click();
  await cleo.getByRole("gridcell", { name: "grinning face", exact: true }).click();
  const { userId } = await traces(cleo);
  await goOffline(cleo);
  await composer(cleo).fill("Not yet said");
  await signOut(cleo);
  const asked = cleo.getByRole("dialog", { name: "Sign out and lose unsent messages?" });
  await expect(asked).toBeVisible();
  await cleo.getByRole("button", { name: "Sign out anyway" }).click();
  await expect(cleo.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  const left = await traces(cleo);
  expect(left.databases).toEqual([]);
  expect(left.caches.filter((name) => name.startsWith("rally."))).toEqual([]);
  expect(left.localStorage.filter((entry) => entry.includes(userId))).toEqual([]);
  expect(left.localStorage.filter((entry) => /recent|favorite/i.test(entry))).toEqual([]);
});

test("a sign-out that is interrupted by closing the page deletes the data at the next start", async ({
  newDevice,
}) => {
  const dora = await newDevice(rally);
  await signUp(dora, "dora");
  const { userId } = await traces(dora);
  await dora.evaluate((id) => {
    // The state that an interrupted sign-out leaves behind.
    localStorage.setItem("rally.sign-out-owed", "1");
    localStorage.setItem(`rally.deletion-owed.${id}`, "1");
    localStorage.removeItem("rally.session");
  }, userId);
  await dora.reload();
  await expect(dora.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect.poll(async () => (await traces(dora)).databases).toEqual([]);
  await expect
    .poll(async () => (await traces(dora)).localStorage.filter((entry) => entry.includes(userId)))
    .toEqual([]);
});

test("the next user is offered to remove the data of an account whose session ended", async ({
  newDevice,
}) => {
  const eva = await newDevice(rally);
  await signUp(eva, "eva");
  await newMember(rally, "finn");
  // Her name comes from the data on the device.
  await expect.poll(() => eva.evaluate(knownNames)).toContain("eva");
  await eva.evaluate(() => localStorage.removeItem("rally.session"));
  await eva.evaluate(() => indexedDB.deleteDatabase("rally-session"));
  await eva.reload();
  await signIn(eva, "finn");
  await expectSignedIn(eva);
  await expect.poll(async () => (await traces(eva)).databases).toHaveLength(2);
  await openSettings(eva, "Devices");
  await expect(eva.getByText("Data from @eva is still on this device.")).toBeVisible();
  await eva.getByRole("button", { name: "Remove @eva's data" }).click();
  await eva.getByRole("button", { name: "Remove", exact: true }).click();
  await expect.poll(async () => (await traces(eva)).databases).toHaveLength(1);
  await expect(eva.getByText("Data from @eva")).toHaveCount(0);
});

/** The usernames stored on this device, across the data of all accounts. */
async function knownNames(): Promise<string[]> {
  const names: string[] = [];
  for (const { name = "" } of await indexedDB.databases()) {
    if (!/^rally\.[0-9a-f-]{36}$/.test(name)) continue;
    const request = indexedDB.open(name);
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error(name));
    });
    const people = database.transaction("people").objectStore("people").getAll();
    await new Promise((resolve) => (people.onsuccess = resolve));
    names.push(...(people.result as { username?: string }[]).map(({ username = "" }) => username));
    database.close();
  }
  return names;
}
