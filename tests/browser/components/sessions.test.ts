import {
  endAllSessions,
  endSessionRoute,
  listSessions,
  type SessionInfo,
} from "@rally/shared/accounts";
import { ada, ben, chloe, emil, expect, test } from "../steps/component.js";

test.describe("<rally-session-list>", () => {
  const sessionOf = (id: string, parts: Partial<SessionInfo>): SessionInfo => ({
    ...{ id, kind: "device", userAgent: "Firefox/140 Linux", ip: "203.0.113.7", current: false },
    ...{ createdAt: 0, lastSeenAt: 0, expiresAt: 1e15 },
    ...parts,
  });
  const phone = sessionOf(ben.id, { userAgent: "Chrome/130 Android" });
  const sessions = [
    sessionOf(ada.id, { current: true }),
    phone,
    sessionOf(chloe.id, { kind: "bot", name: "Scoreboard" }),
    sessionOf(emil.id, { userAgent: "Chrome/130 Windows" }),
  ];
  const list = test.extend<{ showList: () => Promise<void> }>({
    showList: async ({ show }, use) =>
      use(() => show(({ html }) => html`<rally-session-list></rally-session-list>`)),
  });

  list("names each device, and signs out the chosen one", async ({ page, server, showList }) => {
    server.answer(listSessions, sessions);
    server.answer(endSessionRoute, { ended: true });
    await showList();
    const rows = page.getByRole("listitem");
    await expect(rows).toHaveCount(4);
    await expect(rows.first()).toContainText("This device");
    await expect(rows.first().getByRole("button")).toHaveCount(0);
    await expect(rows.nth(2).getByRole("button")).toHaveAccessibleName("Revoke Scoreboard");
    await page.getByRole("button", { name: "Sign out Chrome on Android" }).focus();
    await page.keyboard.press("Enter");
    await expect(rows).toHaveCount(3);
    expect(server.paths(endSessionRoute)).toEqual([`/api/v1/auth/sessions/${phone.id}`]);
    // The focused button was removed with its row: the focus moves to the next one.
    await expect(page.getByRole("button", { name: "Revoke Scoreboard" })).toBeFocused();
  });

  list(
    "keeps a device in the list when signing it out fails",
    async ({ page, server, showList }) => {
      server.answer(listSessions, sessions);
      server.refuse(endSessionRoute, "unavailable");
      await showList();
      await page.getByRole("button", { name: "Sign out Chrome on Android" }).click();
      await expect(page.getByText("The server is busy.")).toBeVisible();
      await expect(page.getByRole("listitem")).toHaveCount(4);
    },
  );

  list(
    "loads by itself once the server can be reached",
    async ({ page, server, run, showList }) => {
      await run(({ connection }) => connection.set({ status: "offline", since: 0, unsent: 0 }));
      await showList();
      await expect(page.getByRole("status")).toHaveText(/will show here when you're back online/);
      server.answer(listSessions, sessions);
      await run(({ connection }) => connection.set({ status: "online", since: 0, unsent: 0 }));
      await expect(page.getByRole("listitem")).toHaveCount(4);
    },
  );

  list("asks before it signs out everywhere", async ({ page, server, run, showList }) => {
    server.answer(listSessions, sessions);
    server.answer(endAllSessions, { ended: 3 });
    await showList();
    const everywhere = page.getByRole("button", { name: "Sign out everywhere" }).first();
    await everywhere.click();
    const dialog = page.getByRole("dialog");
    await expect(page.locator("wa-dialog").getByRole("button", { name: "Cancel" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(everywhere).toBeFocused();
    expect(server.bodies(endAllSessions)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.locator("wa-dialog").getByRole("button", { name: "Sign out everywhere" }).click();
    await expect.poll(() => server.bodies(endAllSessions)).toHaveLength(1);
    expect(await run(({ session }) => session.state.value.status)).toBe("signed-in");
  });
});
