import { signUp } from "./steps/accounts.js";
import {
  choose,
  composer,
  edit,
  expectProgress,
  inList,
  message,
  openConversation,
  remove,
  say,
  scrollToBeginning,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { countStoredMessages, goOffline } from "./steps/storage.js";

const rally = useRally();

test("an edit, a deletion and a reply reach the other user at once", async ({ newUsers }) => {
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await startConversation(ada, "ben");
  await say(ada, "Let us meat at five", "And bring a cake", "See you");
  await openConversation(ben, "ada");
  await expect(message(ben, "Let us meat at five")).toBeVisible();

  await edit(ada, "Let us meat at five", "Let us meet at five");
  await expect(message(ben, "Let us meet at five")).toContainText("edited");
  await expect(message(ben, "Let us meat at five")).toHaveCount(0);
  await expect(message(ada, "Let us meet at five")).toContainText("edited");

  await remove(ada, "And bring a cake");
  await expect(message(ben, "Message deleted")).toBeVisible();
  await expect(ben.getByText("And bring a cake")).toHaveCount(0);

  await choose(ben, "Let us meet at five", "Reply");
  await expect(ben.getByText("Replying to ada")).toBeVisible();
  await composer(ben).fill("Better at six");
  await composer(ben).press("Enter");
  const reply = message(ada, "Better at six");
  await expect(reply.getByRole("button", { name: /In reply to/ })).toContainText(
    "Let us meet at five",
  );

  await remove(ada, "See you");
  await expect(inList(ben, "ada")).toContainText("Better at six");
});

test("users can edit, and delete for everyone, only their own messages", async ({ newDevice }) => {
  const cleo = await newMember(rally, "cleo");
  const { id } = await cleo.conversation("World chat");
  await cleo.say(id, "This is mine");
  const page = await newDevice(rally);
  await signUp(page, "dora");
  await openConversation(page, "World chat");
  const row = message(page, "This is mine");
  await row.hover();
  await row.getByRole("button", { name: "Actions for the message from cleo" }).click();
  await expect(page.getByRole("menuitem", { name: "Reply" })).toBeVisible();
  const items = await page.getByRole("menuitem").allInnerTexts();
  // The reactions come after them.
  expect(items.filter((text) => /[a-z]/.test(text))).toEqual([
    "Reply",
    "Forward",
    "Copy text",
    "Copy link",
    "Read by",
    "Report",
    "Delete",
  ]);
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByRole("button", { name: "Delete for me" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete for everyone" })).toHaveCount(0);
});

test("an edit and a deletion far back in history reach a device that was away", async ({
  newDevice,
}) => {
  const eve = await newMember(rally, "eve");
  const page = await newDevice(rally);
  await signUp(page, "fay");
  await startConversation(page, "eve");
  await say(page, "I am listening");
  await expectProgress(page, "I am listening", "Sent");
  const { id } = await eve.conversation("fay");
  const ids = await eve.say(id, ...Array.from({ length: 150 }, (_, index) => `point ${index}`));
  await expect(message(page, "point 149")).toBeVisible();
  await expect.poll(() => countStoredMessages(page)).toBeGreaterThanOrEqual(151);
  const { context, url } = { context: page.context(), url: page.url() };
  await page.close();

  const content = { kind: "text", body: "point 3, corrected" };
  await eve.run("message.edit", { conversationId: id, messageId: ids[3], content });
  await eve.run("message.delete", { conversationId: id, messageId: ids[5] });
  await eve.say(id, ...Array.from({ length: 250 }, (_, index) => `afterthought ${index}`));

  const again = await context.newPage();
  await again.goto(url);
  await scrollToBeginning(again);
  await expect(message(again, "point 3, corrected")).toBeVisible();
  await expect(message(again, "point 3")).toHaveCount(0);
  await expect(message(again, "point 4")).toBeVisible();
  await expect(message(again, "point 5")).toHaveCount(0);
  await expect(message(again, "Message deleted")).toHaveCount(1);
});

test("a message is shown as it was written, and markup in it is not interpreted", async ({
  newDevice,
}) => {
  const gus = await newMember(rally, "gus");
  const { id } = await gus.conversation("World chat");
  const hostile = `<img src=x onerror="document.title='owned'"> <b>bold</b> & "quotes"`;
  const twoLines = "first line\nsecond line";
  await gus.say(id, hostile, twoLines, "see https://example.org/a?b=c(d).", "javascript:alert(1)");
  const page = await newDevice(rally);
  await signUp(page, "hal");
  await openConversation(page, "World chat");
  await expect(message(page, hostile)).toBeVisible();
  await expect(message(page, "second line")).toHaveCount(0);
  await expect(page.getByText(twoLines)).toBeVisible();
  const link = page.getByRole("link", { name: "https://example.org/a?b=c(d)" });
  await expect(link).toHaveAttribute("rel", /noopener/);
  await expect(link).toHaveAttribute("href", "https://example.org/a?b=c(d)");
  await expect(message(page, "javascript:alert(1)").getByRole("link")).toHaveCount(0);
  await expect(page).toHaveTitle("World chat · Rally");
});

test("the earlier texts of an edited message are shown to the readers, by mouse and keyboard", async ({
  newUsers,
}) => {
  const [eda, flo] = await newUsers(rally, "eda", "flo");
  await startConversation(eda, "flo");
  await say(eda, "first words");
  await edit(eda, "first words", "second words");
  await openConversation(flo, "eda");
  const mark = message(flo, "second words").getByRole("button", { name: "edited" });
  await mark.click();
  const dialog = flo.getByRole("dialog", { name: "Edits" });
  const inside = flo.locator("rally-message-edits");
  await expect(dialog).toBeVisible();
  await expect(inside.getByRole("listitem")).toContainText(["first words", "second words"]);
  await flo.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(mark).toBeFocused();
  await goOffline(flo);
  await flo.keyboard.press("Enter");
  await expect(inside.getByRole("status")).toHaveText(/Can't reach the server/);
});
