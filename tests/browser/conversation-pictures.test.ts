import type { Locator, Page } from "@playwright/test";
import sharp from "sharp";
import { inList, openConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

/** The width of an avatar's loaded picture; 0 without one. */
const widthOf = (avatar: Locator): Promise<number> =>
  avatar.evaluate((element) => element.shadowRoot?.querySelector("img")?.naturalWidth ?? 0);

/** The width of the loaded picture of a group in the list; 0 without one. */
const pictureInList = (page: Page): Promise<number> =>
  widthOf(inList(page, "Book club").locator("rally-avatar"));

test("a group's picture that its owner chooses shows in a member's list until it is removed", async ({
  newUsers,
}) => {
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await ada.setViewportSize({ width: 1_280, height: 900 });
  const owner = await asMember(rally, "ada");
  const { id: member } = await asMember(rally, "ben");
  const created = await owner.run("conversation.create", {
    ...{ kind: "group", name: "Book club", members: [member] },
  });
  const { id } = (created as { data: { id: string } }).data;
  await openConversation(ada, "Book club");
  await expect(inList(ben, "Book club")).toBeVisible();
  expect(await pictureInList(ben)).toBe(0);

  await ada.getByRole("button", { name: "Edit group" }).click();
  const buffer = await sharp({
    create: { width: 200, height: 150, channels: 3, background: "teal" },
  })
    .png()
    .toBuffer();
  const file = { name: "books.png", mimeType: "image/png", buffer };
  await ada.locator("input[type=file]").setInputFiles(file);
  if (process.env.RALLY_SHOTS)
    await ada.screenshot({ path: `${process.env.RALLY_SHOTS}/crop.png` });
  await ada.getByRole("button", { name: "Use this picture" }).click();
  const remove = ada.getByRole("button", { name: "Remove picture" });
  await expect(remove).toBeVisible();
  // The dialog of the picture closes alone.
  await expect(ada.getByRole("textbox", { name: "Group name" })).toBeVisible();
  if (process.env.RALLY_SHOTS)
    await ada.screenshot({ path: `${process.env.RALLY_SHOTS}/edit.png` });
  for (const page of [ada, ben]) await expect.poll(() => pictureInList(page)).toBeGreaterThan(0);

  await test.step("an invite link shows it", async () => {
    const invite = await owner.run("invite.create", { conversationId: id });
    const guest = await ada.context().browser()!.newPage({ baseURL: rally.url });
    await guest.goto(`/invite/${(invite as { data: { code: string } }).data.code}`);
    await expect(guest.getByRole("heading", { name: "Book club" })).toBeVisible();
    const avatar = guest.locator("rally-invite-page rally-avatar");
    await expect.poll(() => widthOf(avatar)).toBeGreaterThan(0);
    await guest.close();
  });

  await goOffline(ada);
  await remove.click();
  await expect(ada.getByRole("alert")).toHaveText(/Can't reach the server/);
  await ada.context().setOffline(false);
  await remove.click();
  await expect(remove).toHaveCount(0);
  for (const page of [ada, ben]) await expect.poll(() => pictureInList(page)).toBe(0);
});
