import { signIn, signOut, signUp } from "./steps/accounts.js";
import {
  composer,
  expectBackOnline,
  expectOpen,
  expectProgress,
  expectUnread,
  inList,
  message,
  openConversation,
  RECOVERY,
  say,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

test("[S2] two tabs of one user send each message once and show the same", async ({
  newDevice,
}) => {
  const ben = await newMember(rally, "ben");
  const world = await ben.conversation("World chat");
  const first = await newDevice(rally);
  await signUp(first, "ada");
  const second = await first.context().newPage();
  await second.goto("/");
  for (const tab of [first, second]) await openConversation(tab, "World chat");

  await test.step("online", async () => {
    await say(first, "from the first");
    await say(second, "from the second");
    await expect(message(first, "from the second")).toBeVisible();
    await expect(message(second, "from the first")).toBeVisible();
    await expectProgress(first, "from the second", "Sent");
    await expectProgress(second, "from the first", "Sent");
  });

  await test.step("offline they show each other's messages and draft", async () => {
    await rally.kill();
    await say(first, "Alpha");
    await expectProgress(second, "Alpha", "Waiting to be sent");
    await say(second, "Bravo");
    await expectProgress(first, "Bravo", "Waiting to be sent");
    await say(first, "Charlie");
    await expectProgress(second, "Charlie", "Waiting to be sent");
    await composer(first).pressSequentially("unfinished");
    await expect(composer(second)).toHaveValue("unfinished");
  });

  await test.step("each message arrives once when the server is back", async () => {
    await rally.startAgain();
    for (const tab of [first, second]) {
      await expectBackOnline(tab);
      await expectProgress(tab, "Charlie", "Sent", RECOVERY);
    }
    expect(await ben.texts(world.id)).toEqual([
      "from the first",
      "from the second",
      "Alpha",
      "Bravo",
      "Charlie",
    ]);
  });
});

test("a message read in one tab is read in the other", async ({ newDevice }) => {
  const cleo = await newMember(rally, "cleo");
  const first = await newDevice(rally);
  await signUp(first, "dora");
  await startConversation(first, "cleo");
  await say(first, "Tell me");
  await openConversation(first, "World chat");
  const second = await first.context().newPage();
  await second.goto("/");
  await openConversation(second, "World chat");
  const { id } = await cleo.conversation("dora");
  await cleo.say(id, "One thing", "And another");
  await expectUnread(first, "cleo", 2);
  await expectUnread(second, "cleo", 2);
  await openConversation(second, "cleo");
  await expectUnread(second, "cleo", 0);
  await expectUnread(first, "cleo", 0);
});

test("signing in and out in one tab applies to all tabs, and signing out deletes all local data", async ({
  newDevice,
}) => {
  const first = await newDevice(rally);
  await signUp(first, "eve");
  const second = await first.context().newPage();
  await second.goto("/settings");
  await expectOpen(second, "Profile");

  await signOut(first);
  await expect(first.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(second.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const databases = () => second.evaluate(async () => (await indexedDB.databases()).length);
  await expect.poll(databases).toBe(0);

  await signIn(second, "eve");
  await expect(inList(first, "World chat")).toBeVisible();
});

test("a sign-out interrupted by closing the page is completed", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await signUp(page, "hal");
  await page.getByRole("link", { name: "Settings" }).click();
  await expectOpen(page, "Profile");
  // The page closes before its request reaches the server.
  await page.route("**/api/v1/auth/logout", () => undefined);
  // Unsent messages are looked up first, and may still cause a question.
  const begun = page.waitForRequest("**/api/v1/auth/logout");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await begun;
  await expect(page.getByText("Signing out…")).toBeVisible();
  await page.unroute("**/api/v1/auth/logout");
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await signIn(page, "hal");
  await page.reload();
  await expect(inList(page, "World chat")).toBeVisible();
});

test("a sign-out with requests in flight reports no error", async ({ newDevice }) => {
  const joe = await newMember(rally, "joe");
  await joe.say((await joe.conversation("World chat")).id, "From before");
  const page = await newDevice(rally);
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/api/v1/conversations/*/messages?*", async (route) => {
    const response = await route.fetch();
    await released;
    await route.fulfill({ response });
  });
  await signUp(page, "ida");
  await page.getByRole("link", { name: "Settings" }).click();
  await expectOpen(page, "Profile");
  let signOutOnServer = (): Promise<void> => Promise.resolve();
  const asked = new Promise<void>((resolve) => {
    void page.route("**/api/v1/auth/logout", (route) => {
      signOutOnServer = () => route.continue();
      resolve();
    });
  });
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  // The database is closed and deleted by then.
  await asked;
  const answered = page.waitForResponse("**/api/v1/conversations/*/messages?*");
  release();
  await (await answered).finished();
  await signOutOnServer();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("signing out with unsent messages asks for confirmation", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await signUp(page, "fay");
  await openConversation(page, "World chat");
  await goOffline(page);
  await say(page, "Not sent yet");
  await signOut(page);
  const dialog = page.getByRole("dialog", { name: "Sign out and lose unsent messages?" });
  await expect(dialog).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await openConversation(page, "World chat");
  await expect(message(page, "Not sent yet")).toBeVisible();
  await page.context().setOffline(false);
  await expectProgress(page, "Not sent yet", "Sent");
});

test("a tab whose database a newer version has upgraded says so and asks to reload", async ({
  newDevice,
}) => {
  const page = await newDevice(rally);
  await signUp(page, "gus");
  await openConversation(page, "World chat");
  const newerTab = await page.context().newPage();
  await newerTab.goto("/robots.txt");
  await newerTab.evaluate(async () => {
    const databases = await indexedDB.databases();
    const held = databases.find(({ name }) => name?.startsWith("rally."));
    await new Promise((resolve, reject) => {
      const opening = indexedDB.open(held?.name ?? "", 10_000);
      opening.onsuccess = () => resolve(opening.result.close());
      opening.onerror = () => reject(opening.error ?? new Error("not opened"));
    });
  });
  await expect(
    page.getByRole("heading", { name: "Rally was updated in another tab" }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(
    page.getByRole("heading", { name: "This version of Rally is out of date" }),
  ).toBeVisible();
});
