import type { Page } from "@playwright/test";
import { signIn, signUp } from "./steps/accounts.js";
import {
  edit,
  expectProgress,
  inList,
  message,
  openConversation,
  remove,
  say,
  startConversation,
  status,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

function button(page: Page, text: string, name: string) {
  return message(page, text).getByRole("button", { name, exact: true });
}

test("[S5] a refused message stays visible with its reason, and can be retried, edited or discarded", async ({
  newDevice,
}) => {
  const ben = await newMember(rally, "ben");
  const cleo = await newMember(rally, "cleo");
  await ben.run("conversation.create", { kind: "direct", userId: cleo.id });
  const elsewhere = await ben.conversation("cleo");

  const ada = await newDevice(rally);
  await signUp(ada, "ada");
  await openConversation(ada, "World chat");
  await goOffline(ada);
  const texts = ["First try", "Second try", "Third try"];
  await say(ada, ...texts);
  // Another user has already used the ids under which these will be sent.
  for (const text of texts) {
    const id = await message(ada, text).getAttribute("data-id");
    const content = { kind: "text", body: "mine" };
    const input = { conversationId: elsewhere.id, content };
    expect(await ben.run("message.send", input, id ?? "")).toMatchObject({ success: true });
  }
  await ada.context().setOffline(false);

  await test.step("the reason is shown, also after a reload, and other users see nothing", async () => {
    for (const text of texts) {
      await expect(message(ada, text)).toContainText(
        "Couldn't send. This was already sent with different text. Discard it and write it again.",
      );
    }
    await ada.reload();
    for (const text of texts) await expect(message(ada, text)).toContainText("Couldn't send.");
    await expect(inList(ada, "World chat")).toContainText("Not sent");
    expect(await ben.texts((await ben.conversation("World chat")).id)).toEqual([]);
  });

  await test.step("one is retried, one edited, one discarded", async () => {
    await button(ada, "First try", "Try again").click();
    await expectProgress(ada, "First try", "Sent");
    await button(ada, "Second try", "Edit").click();
    const field = ada.getByRole("textbox", { name: "Edit message" });
    await expect(field).toHaveValue("Second try");
    await field.fill("Second try, reworded");
    await field.press("Enter");
    await expectProgress(ada, "Second try, reworded", "Sent");
    await button(ada, "Third try", "Discard").click();
    await expect(message(ada, "Third try")).toHaveCount(0);
    await expect(inList(ada, "World chat")).not.toContainText("Not sent");
    expect(await ben.texts((await ben.conversation("World chat")).id)).toEqual([
      "First try",
      "Second try, reworded",
    ]);
  });
});

test("[S5] an edit of a message that was deleted meanwhile is refused, and its text is kept", async ({
  newDevice,
}) => {
  await newMember(rally, "dora");
  const laptop = await newDevice(rally);
  const phone = await newDevice(rally);
  await signUp(laptop, "eve");
  await startConversation(laptop, "dora");
  await say(laptop, "The old plan");
  await expectProgress(laptop, "The old plan", "Sent");
  await waitForServiceWorker(laptop);
  await signIn(phone, "eve");
  await openConversation(phone, "dora");

  await goOffline(laptop);
  await expect(status(laptop, "Offline.")).toBeVisible();
  await remove(phone, "The old plan");
  await edit(laptop, "The old plan", "A far better plan");
  await laptop.context().setOffline(false);

  const reason = "Your edit wasn't saved. This message was deleted.";
  await expect(laptop.getByText(reason)).toBeVisible();
  await laptop.reload();
  await expect(laptop.getByText(reason)).toBeVisible();
  await expect(message(laptop, "A far better plan")).toBeVisible();
  await button(laptop, "A far better plan", "Discard").click();
  await expect(laptop.getByText(reason)).toHaveCount(0);
  await expect(laptop.getByText("A far better plan")).toHaveCount(0);
  await expect(message(laptop, "Message deleted")).toBeVisible();
});
