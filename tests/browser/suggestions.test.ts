import type { Page } from "@playwright/test";
import { signUp } from "./steps/accounts.js";
import { expectOpen, inList } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { asMember, newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline, waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

const suggestions = (page: Page) => page.getByRole("list", { name: "People you can write to" });
const write = (page: Page, name: string) =>
  suggestions(page).getByRole("button", { name: `Write to ${name}` });

test("a short list of chats suggests people, without those blocked or ignored, and offline too", async ({
  newProfile,
}) => {
  const members = new Map<string, string>();
  for (const name of ["bob", "bea", "ben", "ian"]) {
    members.set(name, (await newMember(rally, name)).id);
  }
  const page = await newProfile(rally).open();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/v1/users?search=&")) asked.push(request.url());
  });
  await signUp(page, "ada");
  for (const name of ["bob", "bea", "ben", "ian"]) await expect(write(page, name)).toBeVisible();
  await expect(write(page, "ada")).toHaveCount(0);

  const ada = await asMember(rally, "ada");
  await ada.run("user.block", { userId: members.get("ben") });
  await ada.run("user.ignore", { userId: members.get("ian") });
  await expect(suggestions(page).getByRole("button")).toHaveCount(2);

  await waitForServiceWorker(page);
  const before = asked.length;
  expect(before).toBeLessThanOrEqual(2);
  await goOffline(page);
  await page.reload();
  await expect(write(page, "bob")).toBeVisible();
  await write(page, "bob").click();
  await expectOpen(page, "bob");
  await expect(inList(page, "bob")).toBeVisible();
  await expect(write(page, "bob")).toHaveCount(0);
  await page.context().setOffline(false);
  await page.reload();
  await expect(write(page, "bea")).toBeVisible();
  expect(asked).toHaveLength(before);
});

test("a list with enough chats suggests no people", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await signUp(page, "cleo");
  await expect(suggestions(page)).toBeVisible();
  for (const name of ["gus", "gil", "gwen", "gaia"]) {
    await (await newMember(rally, name)).greet("cleo", `I am ${name}`);
  }
  await expect(inList(page, "gaia")).toBeVisible();
  await expect(suggestions(page)).toHaveCount(0);
});
