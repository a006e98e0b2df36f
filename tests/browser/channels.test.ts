import { expectHome, field, password, register } from "./steps/accounts.js";
import { expectOpen, inList, message, say } from "./steps/conversation.js";
import { browse, details, listed, newChannel } from "./steps/channels.js";
import { expect, test } from "./steps/device.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

test("a public channel is found by its name, joined, read and left", async ({ newUsers }) => {
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await newChannel(ada, "Chess club", { topic: "Openings" });
  await say(ada, "Who plays the Sicilian?");

  await browse(ben);
  await ben.getByRole("searchbox", { name: "Search channels" }).fill("clu");
  await expect(listed(ben, "Chess club")).toContainText("Openings");
  await listed(ben, "Chess club").getByRole("button", { name: "Join: Chess club" }).click();
  await listed(ben, "Chess club").getByRole("link", { name: "Open Chess club" }).click();
  await expectOpen(ben, "Chess club");
  await expect(message(ben, "Who plays the Sicilian?")).toBeVisible();
  await say(ben, "I do");
  await expect(message(ada, "I do")).toBeVisible();

  await details(ben).getByRole("button", { name: "Leave channel" }).click();
  await ben.getByRole("button", { name: "Leave", exact: true }).click();
  await expect(inList(ben, "Chess club")).toHaveCount(0);
  await browse(ben);
  const again = listed(ben, "Chess club").getByRole("button", { name: "Join: Chess club" });
  await expect(again).toBeVisible();
});

test("joining waits without a connection, and is done after it", async ({ newUsers }) => {
  const [cora, dan] = await newUsers(rally, "cora", "dan");
  await newChannel(cora, "Book club");
  await browse(dan);
  await expect(listed(dan, "Book club")).toBeVisible();
  await goOffline(dan);
  await listed(dan, "Book club").getByRole("button", { name: "Join: Book club" }).click();
  await expect(listed(dan, "Book club")).toContainText("Joining…");
  await dan.context().setOffline(false);
  await expect(
    listed(dan, "Book club").getByRole("link", { name: "Open Book club" }),
  ).toBeVisible();
});

test("a request to join is answered by an admin, who can manage the members", async ({
  newUsers,
}) => {
  const [emma, finn] = await newUsers(rally, "emma", "finn");
  await newChannel(emma, "Council", { access: "By request" });
  await browse(finn);
  await listed(finn, "Council").getByRole("button", { name: "Ask to join: Council" }).click();
  await expect(listed(finn, "Council")).toContainText("Request sent");

  await emma.getByRole("link", { name: /^Notifications/ }).click();
  await emma.getByText("finn wants to join Council").click();
  await expectOpen(emma, "Council");
  await details(emma).getByRole("button", { name: "Accept finn" }).click();
  await expect(details(emma).getByText("No one is waiting.")).toBeVisible();
  await expect(listed(finn, "Council").getByRole("link", { name: "Open Council" })).toBeVisible();
  await listed(finn, "Council").getByRole("link", { name: "Open Council" }).click();
  await expectOpen(finn, "Council");

  const member = details(emma).getByRole("listitem").filter({ hasText: "finn" });
  await member.getByRole("button", { name: "Actions for finn" }).click();
  await emma.getByRole("menuitem", { name: "Make moderator" }).click();
  await expect(member).toContainText("Moderator");
  await expect(details(finn)).toContainText("Your role: Moderator");
  await member.getByRole("button", { name: "Actions for finn" }).click();
  await emma.getByRole("menuitem", { name: "Remove from channel" }).click();
  await expect(finn.getByText("You're not in this chat")).toBeVisible();
});

test("an invite link lets in someone with no account: they register, and are in", async ({
  newUsers,
  newDevice,
}) => {
  const [gina] = await newUsers(rally, "gina");
  await newChannel(gina, "Secret club", { access: "Private", topic: "Psst" });
  await say(gina, "Welcome");
  await details(gina).getByRole("button", { name: "New link for a week" }).click();
  const link = details(gina).getByRole("list", { name: "Invite links" }).getByRole("listitem");
  const address = (await link.locator(".url").textContent()) ?? "";
  const path = address.slice(address.indexOf("/"));

  const visitor = await newDevice(rally);
  await visitor.goto(path);
  await expect(visitor.getByRole("heading", { level: 1, name: "Secret club" })).toBeVisible();
  await expect(visitor.getByText("gina invites you to")).toBeVisible();
  await visitor.getByRole("link", { name: "Create an account and join" }).click();
  await field(visitor, "Username").fill("hugo");
  await field(visitor, "Email").fill("hugo@example.org");
  await field(visitor, "Password").fill(password);
  await visitor.getByRole("button", { name: "Create account" }).click();
  await expectOpen(visitor, "Secret club");
  await expect(message(visitor, "Welcome")).toBeVisible();

  await link.getByRole("button", { name: /^Revoke the link/ }).click();
  await expect(link).toHaveCount(0);
  const late = await newDevice(rally);
  await late.goto(path);
  await expect(late.getByText("This invite link doesn't work")).toBeVisible();
  // An account made without a link arrives at home.
  await register(late, "ivy");
  await expectHome(late);
});

test("the visibility and topic of a channel are changed in one dialog", async ({ newUsers }) => {
  const [jack, kim] = await newUsers(rally, "jack", "kim");
  await newChannel(jack, "Night run");
  await details(jack).getByRole("button", { name: "Edit channel" }).click();
  await jack.getByLabel("Topic (optional)").fill("Headlamps on");
  await jack.getByRole("radio", { name: /^Private/ }).check();
  await jack.getByRole("button", { name: "Save" }).click();
  await expect(details(jack)).toContainText("Headlamps on");
  await expect(details(jack)).toContainText("Private channel");
  await browse(kim);
  await kim.getByRole("searchbox", { name: "Search channels" }).fill("night");
  await expect(kim.getByText("No channel found")).toBeVisible();
});
