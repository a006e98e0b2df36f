import type { Page } from "@playwright/test";
import { expect, group, test } from "../steps/component.js";

const toggle = (page: Page, name: string) => page.getByRole("switch", { name });

test.describe("<rally-notifications-page>", () => {
  test.beforeEach(async ({ page, show }) => {
    await show(({ html }) => html`<rally-notifications-page></rally-notifications-page>`);
    await expect(page.getByRole("listitem")).toHaveCount(3);
  });

  test("lists neither messages, which are in Chats, nor requests, which are in People", async ({
    page,
    run,
  }) => {
    const held = await run(({ device }) => device.database.notifications.count());
    expect(held).toBe(5);
    await expect(page.getByRole("listitem").first()).toContainText("Ben Okafor mentioned you");
    await expect(page.getByText("1 unread")).toBeVisible();
    await expect(page.getByText(/sent you a friend request|new messages/)).toHaveCount(0);
  });

  test("moves between notifications with the arrow keys, and stops at both ends", async ({
    page,
  }) => {
    const entries = page.getByRole("listitem").getByRole("link");
    await entries.first().focus();
    await page.keyboard.press("ArrowUp");
    await expect(entries.first()).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect(entries.nth(2)).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await expect(entries.nth(1)).toBeFocused();
  });

  test("marks one as read, and keeps the focus on it", async ({ page, commands }) => {
    const first = page.getByRole("listitem").first();
    await first.getByRole("button", { name: /^Mark as read: Ben Okafor/ }).press("Enter");
    await expect(page.getByText("You're all caught up.")).toBeVisible();
    await expect(first.getByRole("button")).toHaveCount(0);
    await expect(first.getByRole("link")).toBeFocused();
    expect(await commands()).toMatchObject([{ name: "notification.read", input: { upTo: 1 } }]);
  });

  test("marks all as read at once, and announces it", async ({ page, commands }) => {
    await page.getByRole("button", { name: "Mark all as read" }).press("Enter");
    await expect(page.getByText("You're all caught up.")).toBeVisible();
    await expect(page.getByRole("button", { name: /Mark/ })).toHaveCount(0);
    expect(await commands()).toEqual([{ name: "notification.readAll", input: { upTo: 1 } }]);
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  });

  test("marks an opened one as read", async ({ page, commands }) => {
    await page.getByRole("listitem").first().getByRole("link").click();
    await page.waitForURL(`**/${group.id}`);
    await expect.poll(commands).toMatchObject([{ name: "notification.read" }]);
  });

  test("shows more after a press", async ({ page, run }) => {
    await run(async ({ device, fixtures }) => {
      const rows = Array.from({ length: 60 }, (_, index) => ({
        ...{ id: `old-${index}`, kind: "friend_accepted", from: fixtures.ben, count: 1 },
        ...{ at: 1_000 + index, unread: 0, version: 1, data: {} },
      }));
      await device.database.notifications.bulkPut(rows as never);
    });
    await expect(page.getByRole("listitem")).toHaveCount(50);
    await page.getByRole("button", { name: "Show older" }).click();
    await expect(page.getByRole("listitem")).toHaveCount(63);
    await expect(page.getByRole("button", { name: "Show older" })).toBeHidden();
  });

  test("links to People when the list is empty", async ({ page, run }) => {
    await run(({ device }) => device.database.notifications.clear());
    await expect(page.getByRole("heading", { name: "No notifications yet" })).toBeVisible();
    await page.getByRole("link", { name: "Find people" }).click();
    await page.waitForURL("**/people");
  });
});

test.describe("<rally-notify-level>", () => {
  test.beforeEach(({ show }) =>
    show(
      ({ html, device, fixtures }) =>
        html`<rally-notify-level
          .device=${device}
          .conversation=${fixtures.group}
        ></rally-notify-level>`,
    ),
  );

  test("is changed with only the keyboard", async ({ page, run, commands }) => {
    const button = page.getByRole("button", { name: /^Notifications:/ });
    await button.press("Enter");
    await expect(page.getByRole("menuitem")).toHaveCount(3);
    await expect(button).toHaveAttribute("aria-expanded", "true");
    await expect(page.getByRole("menuitem").first()).toBeFocused();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menuitem")).toHaveCount(0);
    await expect(button).toBeFocused();
    expect(await commands()).toEqual([
      { name: "conversation.notify", input: { conversationId: group.id, level: "none" } },
    ]);
    const level = await run(
      async ({ device, fixtures }) =>
        (await device.database.conversations.get(fixtures.group.id))?.level,
    );
    expect(level).toBe("none");
  });

  test("closes on Escape without a change", async ({ page, commands }) => {
    const button = page.getByRole("button", { name: /^Notifications:/ });
    await button.press("Enter");
    await expect(page.getByRole("menuitem")).toHaveCount(3);
    await expect(page.getByRole("menuitem").first()).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("menuitem")).toHaveCount(0);
    await expect(button).toBeFocused();
    await expect(button).toHaveAttribute("aria-expanded", "false");
    expect(await commands()).toEqual([]);
  });

  test("is hidden in a conversation that the user has left", async ({ page, show }) => {
    await show(
      ({ html, device, fixtures }) =>
        html`<rally-notify-level
          .device=${device}
          .conversation=${{ ...fixtures.group, left: true }}
        ></rally-notify-level>`,
    );
    await expect(page.getByRole("button")).toHaveCount(0);
  });
});

test.describe("<rally-notification-settings>", () => {
  test.beforeEach(({ show }) =>
    show(({ html }) => html`<rally-notification-settings></rally-notification-settings>`),
  );

  test("pauses all alerts, and turns them back on", async ({ page, commands }) => {
    const before = Date.now();
    await page.getByRole("button", { name: "For 1 hour" }).press("Enter");
    const status = page.getByRole("status");
    await expect(status).toHaveText(/No alerts until/);
    const [{ input } = { input: {} }] = await commands();
    const { until } = input as { until: number };
    expect(until - before).toBeGreaterThanOrEqual(3_600_000);
    expect(until - Date.now()).toBeLessThanOrEqual(3_600_000);
    const back = page.getByRole("button", { name: "Turn notifications back on" });
    await expect(back).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(status).not.toHaveText(/No alerts until/);
    expect((await commands()).at(-1)).toMatchObject({ input: { until: null } });
  });

  test("pauses until the next morning", async ({ page, commands }) => {
    await page.getByRole("button", { name: "Until tomorrow" }).click();
    await expect.poll(commands).toHaveLength(1);
    const [{ input } = { input: {} }] = await commands();
    const until = new Date((input as { until: number }).until);
    expect([until.getUTCHours(), until.getUTCMinutes()]).toEqual([8, 0]);
    expect(until.getUTCDate()).not.toBe(new Date().getUTCDate());
  });

  test("sets quiet hours on chosen days", async ({ page, commands }) => {
    const last = async () => ((await commands()).at(-1)?.input as { hours: unknown }).hours;
    await toggle(page, "Quiet hours").press("Space");
    await expect(page.getByLabel("From")).toHaveValue("22:00");
    await page.getByLabel("From").fill("21:30");
    await page.getByLabel("From").blur();
    await expect.poll(last).toMatchObject({ from: 21 * 60 + 30, to: 7 * 60 });
    await page.getByRole("checkbox", { name: "Monday" }).press("Space");
    await expect.poll(last).toMatchObject({ from: 21 * 60 + 30, days: [0, 2, 3, 4, 5, 6] });
    // A time that is not complete changes nothing.
    const count = (await commands()).length;
    await page.getByLabel("to", { exact: true }).fill("");
    await page.getByLabel("to", { exact: true }).blur();
    await toggle(page, "Quiet hours").press("Space");
    await expect(page.getByLabel("From")).toBeHidden();
    await expect.poll(last).toBeNull();
    expect(await commands()).toHaveLength(count + 1);
  });

  test("shows another device's choice", async ({ page, run }) => {
    await expect(toggle(page, "Quiet hours")).not.toBeChecked();
    await run(({ device }) =>
      device.database.setMeta("disturb", {
        hours: { timeZone: "UTC", from: 60, to: 120, days: [0] },
        until: null,
      }),
    );
    await expect(toggle(page, "Quiet hours")).toBeChecked();
    await expect(page.getByLabel("From")).toHaveValue("01:00");
  });
});

test("<rally-latest-notifications> links to the page of each notification", async ({
  page,
  show,
}) => {
  await show(
    ({ html, fixtures }) =>
      html`<rally-latest-notifications
        .news=${[
          {
            ...{ id: "one", kind: "mention", from: fixtures.ben, at: 0, unread: 1, count: 1 },
            ...{ conversation: fixtures.group, conversationId: fixtures.group.id, data: {} },
          },
        ]}
      ></rally-latest-notifications>`,
  );
  await page.getByRole("link", { name: /Ben Okafor/ }).click();
  await page.waitForURL(`**/${group.id}`);
});

test("<rally-presence-settings> hides the user at once, and shows another device's choice", async ({
  page,
  show,
  run,
  commands,
}) => {
  await show(({ html }) => html`<rally-presence-settings></rally-presence-settings>`);
  const hidden = toggle(page, "Appear offline");
  await expect(hidden).not.toBeChecked();
  await hidden.press("Space");
  await expect(hidden).toBeChecked();
  expect(await commands()).toEqual([{ name: "presence.set", input: { appearsOffline: true } }]);
  await run(({ device }) => device.database.setMeta("appearsOffline", false));
  await expect(hidden).not.toBeChecked();
});
