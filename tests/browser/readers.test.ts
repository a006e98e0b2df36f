import { choose, message, openConversation, say } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

test("who has read a message is listed, also offline", async ({ newUsers }) => {
  const [ada, ben, cleo] = await newUsers(rally, "ada", "ben", "cleo");
  const member = await asMember(rally, "ada");
  const ids = await Promise.all(
    ["ben", "cleo"].map(async (name) => (await asMember(rally, name)).id),
  );
  await member.run("conversation.create", { kind: "group", name: "Doubles", members: ids });
  await openConversation(ada, "Doubles");
  await say(ada, "Who is in?");

  const readers = ada.locator("rally-message-readers");
  await choose(ada, "Who is in?", "Read by");
  await expect(readers.getByText("No one has read this message yet.")).toBeVisible();
  await ada.keyboard.press("Escape");

  await openConversation(ben, "Doubles");
  await expect(message(ben, "Who is in?")).toBeVisible();
  await expect(message(ada, "Who is in?")).toHaveAttribute("data-state", "read");
  await goOffline(ada);
  await choose(ada, "Who is in?", "Read by");
  await expect(readers.getByRole("list", { name: "Read by" }).getByRole("listitem")).toHaveText([
    /ben/,
  ]);
  await ada.keyboard.press("Escape");
  await ada.context().setOffline(false);

  // The list grows while it is open.
  await choose(ada, "Who is in?", "Read by");
  await openConversation(cleo, "Doubles");
  await expect(message(cleo, "Who is in?")).toBeVisible();
  await expect(readers.getByRole("heading", { name: "Read by 2" })).toBeVisible();
});
