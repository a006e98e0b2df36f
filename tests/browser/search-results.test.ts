import type { Page, Route } from "@playwright/test";
import { signUp } from "./steps/accounts.js";
import { expectOpen } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

/**
 * Holds the response to a search back. The returned function releases it and waits until the page
 * has rendered it.
 */
async function keepBack(page: Page, search: string): Promise<() => Promise<void>> {
  const kept: Route[] = [];
  const address = new RegExp(`/api/v1/users\\?search=${search}&`);
  await page.route(address, (route) => void kept.push(route));
  return async () => {
    await expect.poll(() => kept.length).toBe(1);
    const answered = page.waitForResponse(address);
    await kept[0]?.continue();
    await (await answered).finished();
    await page.evaluate(() => new Promise((drawn) => requestIdleCallback(drawn, { timeout: 500 })));
  };
}

test("search results do not move under the pointer, and people who no longer match disappear at once", async ({
  newDevice,
}) => {
  for (const name of ["bea", "bob", "cleo"]) await newMember(rally, name);
  const page = await newDevice(rally);
  await signUp(page, "dora");
  await page.getByRole("button", { name: "New chat" }).click();
  const options = page.getByRole("option").locator(".username");
  await expect(options).toHaveText(["@bea", "@bob", "@cleo"]);

  // A new user comes first in the response.
  await newMember(rally, "baa");
  const letAnswer = await keepBack(page, "b");
  await page.getByRole("combobox", { name: "Find someone" }).fill("b");
  await expect(options).toHaveText(["@bea", "@bob"]);
  await page.getByRole("option", { name: "@bob" }).hover();
  await page.mouse.down();
  await letAnswer();
  await expect(options).toHaveText(["@bea", "@bob"]);
  await page.mouse.up();
  await expectOpen(page, "bob");
  await expect(page.getByRole("dialog", { name: "New chat" })).toBeHidden();
});
