import { entries, inList, openConversation, startConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

test("a sticker is chosen with the keyboard, sent also offline, and stays among the recent ones", async ({
  newUsers,
}) => {
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await startConversation(ada, "ben");
  await ada.getByRole("textbox", { name: "Message to ben" }).fill("Half a thought");
  const sticker = (page: typeof ada, name: string) => entries(page).getByRole("img", { name });

  await ada.getByRole("button", { name: "Emoji" }).click();
  await ada.getByRole("tab", { name: "Emoji" }).focus();
  await ada.keyboard.press("ArrowRight");
  await expect(ada.getByRole("tab", { name: "Stickers" })).toBeFocused();
  await ada.keyboard.press("Tab");
  await expect(ada.getByRole("gridcell", { name: "Hello" })).toBeFocused();
  await ada.keyboard.press("ArrowRight");
  await ada.keyboard.press("f");
  await expect(ada.getByRole("button", { name: "Favorite" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await ada.keyboard.press("Enter");
  await expect(sticker(ada, "Laughing")).toBeVisible();
  await expect(ada.getByRole("textbox", { name: "Message to ben" })).toHaveValue("Half a thought");
  await openConversation(ben, "ada");
  await expect(sticker(ben, "Laughing").locator("svg")).toBeVisible();
  await expect(inList(ben, "ada").getByText("Sticker: Laughing")).toBeVisible();

  await goOffline(ada);
  await ada.getByRole("button", { name: "Emoji" }).click();
  await ada.getByRole("tab", { name: "Stickers" }).click();
  for (const name of ["Favorites", "Recent"]) {
    await expect(
      ada.getByRole("rowgroup", { name }).getByRole("gridcell", { name: "Laughing" }),
    ).toBeVisible();
  }
  await ada.getByRole("gridcell", { name: "Thank you" }).click();
  await expect(sticker(ada, "Thank you")).toBeVisible();
  await ada.context().setOffline(false);
  await expect(sticker(ben, "Thank you")).toBeVisible();

  await test.step("it is forwarded with the name of its author", async () => {
    const row = entries(ben).filter({ has: ben.getByRole("img", { name: "Laughing" }) });
    await row.hover();
    await row.getByRole("button", { name: /^Actions/ }).click();
    await ben.getByRole("menuitem", { name: "Forward" }).click();
    const chats = ben.locator("rally-forward-message").getByRole("list", { name: "Chats" });
    await chats.getByRole("button", { name: /World chat/ }).click();
    await openConversation(ben, "World chat");
    const copy = entries(ben).filter({ has: ben.getByRole("img", { name: "Laughing" }) });
    await expect(copy).toContainText("Forwarded from ada");
    await expect(inList(ben, "World chat").getByText("Sticker: Laughing")).toBeVisible();
  });

  const member = await asMember(rally, "ada");
  const { id } = await member.conversation("ben");
  const answer = await member.run("message.send", {
    conversationId: id,
    content: { kind: "sticker", pack: "ace", name: "constructor" },
  });
  expect(answer).toMatchObject({ success: false, error: { code: "invalid_input" } });
});
