import { type Page } from "@playwright/test";
import { findPeople } from "@rally/shared/people";
import { ada, ben, chloe, dora, emil, expect, test } from "../steps/component.js";

const offline = "You're offline. These are the people saved on this device.";

test.describe("<rally-person-finder>", () => {
  const options = (page: Page) => page.getByRole("option");

  test("finds people on the server, and selects with the keyboard", async ({
    page,
    server,
    show,
    events,
    commands,
  }) => {
    server.answer(findPeople, [ada, ben, emil], {});
    await show(
      ({ html, record }) =>
        html`<rally-person-finder @person-chosen=${record}></rally-person-finder>`,
    );
    const field = page.getByRole("combobox");
    // Oneself is not among them.
    await expect(options(page)).toHaveCount(2);
    await field.press("ArrowDown");
    await expect(options(page).nth(1)).toHaveAttribute("aria-selected", "true");
    await expect(field).toHaveAttribute("aria-activedescendant", "person-1");
    await field.press("ArrowDown");
    await expect(options(page).nth(1)).toHaveAttribute("aria-selected", "true");
    await expect(field).toBeFocused();
    await field.press("Enter");
    await expect.poll(events).toEqual([{ type: "person-chosen", detail: null }]);
    await page.waitForURL("**/c/*");
    expect(await commands()).toMatchObject([
      { name: "conversation.create", input: { kind: "direct" } },
    ]);
  });

  test("filters the results at each letter, and asks the server once typing pauses", async ({
    page,
    server,
    show,
  }) => {
    server.answer(findPeople, [ben, chloe, emil], {});
    await show(({ html }) => html`<rally-person-finder></rally-person-finder>`);
    await expect(options(page)).toHaveCount(3);
    const release = server.hold(findPeople);
    await page.getByRole("combobox").pressSequentially("ch");
    await expect(options(page)).toHaveText(/Chloé/);
    await expect.poll(() => server.paths(findPeople).at(-1)).toContain("search=ch");
    expect(server.paths(findPeople).filter((path) => path.includes("search=c&"))).toEqual([]);
    release();
  });

  test("finds stored people without a network, and says so", async ({ page, show }) => {
    await show(({ html }) => html`<rally-person-finder .text=${"ben"}></rally-person-finder>`);
    await expect(page.getByRole("status")).toHaveText(offline);
    await expect(options(page)).toHaveText(/Ben Okafor/);
    await page.getByRole("combobox").fill("nobody");
    await expect(page.getByRole("status")).toHaveText(/no one with that name is saved/);
    await expect(options(page)).toHaveCount(0);
  });

  test("shows when there is no user of that name", async ({ page, server, show }) => {
    server.answer(findPeople, [], {});
    await show(({ html }) => html`<rally-person-finder .text=${"zoe"}></rally-person-finder>`);
    await expect(page.getByRole("status")).toHaveText(/No name starts with “zoe”/);
  });
});

test.describe("<rally-directory>", () => {
  test("fetches page by page, and starts over with a new search", async ({
    page,
    server,
    show,
  }) => {
    server.answer(findPeople, [ben], { next: "ben" });
    await show(({ html }) => html`<rally-directory></rally-directory>`);
    await expect(page.getByRole("listitem")).toHaveCount(1);
    server.answer(findPeople, [chloe], {});
    await page.getByRole("button", { name: "Show more" }).click();
    await expect(page.getByRole("listitem")).toHaveCount(2);
    expect(server.paths(findPeople).at(-1)).toContain("after=ben");
    await expect(page.getByRole("button", { name: "Show more" })).toBeHidden();
    await page.getByRole("searchbox").fill("chl");
    await expect(page.getByText("1 person found")).toBeVisible();
    await expect(page.getByRole("listitem")).toHaveText(/Chloé/);
  });

  test("shows stored people without a network", async ({ page, show }) => {
    await show(({ html }) => html`<rally-directory></rally-directory>`);
    await expect(page.getByText(offline)).toBeVisible();
    await expect(page.getByRole("listitem")).toHaveCount(3);
  });

  test("shows the results of the last typed text", async ({ page, server, show, run }) => {
    server.answer(findPeople, [ben], {});
    await show(({ html }) => html`<rally-directory></rally-directory>`);
    await expect(page.getByRole("listitem")).toHaveText(/Ben/);
    const release = server.hold(findPeople);
    await page.getByRole("searchbox").fill("b");
    await expect.poll(() => server.paths(findPeople)).toHaveLength(2);
    server.answer(findPeople, [], {});
    await page.getByRole("searchbox").fill("nobody");
    const noOneFound = page.getByRole("heading", { name: "No one found" });
    await expect(noOneFound).toBeVisible();
    const late = page.waitForResponse((response) => response.url().includes("search=b&"));
    release();
    await (await late).finished();
    await run(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    await expect(noOneFound).toBeVisible();
  });
});

test.describe("<rally-relationships>", () => {
  test("lists online friends first, also when they come online later", async ({
    page,
    show,
    run,
  }) => {
    await show(({ html }) => html`<rally-relationships></rally-relationships>`);
    const names = page.getByRole("listitem").getByRole("link");
    await expect(names).toHaveText(["Ben Okafor", "Chloé Dubois"]);
    await run(({ presence, fixtures }) => presence.set(new Map([[fixtures.chloe.id, "online"]])));
    await expect(names).toHaveText(["Chloé Dubois", "Ben Okafor"]);
  });

  test("accepts a request, and removes it from the list", async ({ page, show, commands }) => {
    await show(({ html }) => html`<rally-relationships .tab=${"requests"}></rally-relationships>`);
    await page.getByRole("button", { name: "Accept: emil" }).click();
    await expect(page.getByRole("heading", { name: "No friend requests" })).toBeVisible();
    expect(await commands()).toMatchObject([{ name: "friend.accept", input: { userId: emil.id } }]);
  });

  test("unblocks, and shows that no user is blocked", async ({ page, show, commands }) => {
    await show(({ html }) => html`<rally-relationships .tab=${"apart"}></rally-relationships>`);
    await page.getByRole("button", { name: /^Unblock: Dora/ }).click();
    await expect(page.getByRole("heading", { name: /haven’t blocked or ignored/ })).toBeVisible();
    expect(await commands()).toMatchObject([{ name: "user.unblock", input: { userId: dora.id } }]);
  });
});
