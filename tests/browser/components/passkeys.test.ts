import { removePasskey, renamePasskey } from "@rally/shared/sign-in";
import { ben, chloe, expect, test } from "../steps/component.js";

const passkey = { id: ben.id, name: "Phone", createdAt: 0, isSynced: true };

test.describe("<rally-passkeys>", () => {
  test.beforeEach(({ show }) =>
    show(
      ({ html, record }, passkeys) =>
        html`<rally-passkeys
          .passkeys=${passkeys}
          .confirming=${async (change: () => Promise<void>) => {
            await change();
            return true;
          }}
          @security-changed=${record}
        ></rally-passkeys>`,
      [passkey, { ...passkey, id: chloe.id, name: "Laptop", lastUsedAt: 0 }],
    ),
  );

  test("renames the chosen passkey, and returns the focus to it", async ({
    page,
    server,
    events,
  }) => {
    server.answer(renamePasskey, passkey);
    await page.getByRole("button", { name: "Rename Laptop" }).click();
    await expect(page.getByLabel("Passkey name")).toBeFocused();
    await expect(page.getByLabel("Passkey name")).toHaveValue("Laptop");
    await page.getByLabel("Passkey name").fill("Old laptop");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Rename Laptop" })).toBeFocused();
    expect(server.paths(renamePasskey)).toEqual([`/api/v1/auth/passkeys/${chloe.id}`]);
    expect(await events()).toEqual([{ type: "security-changed", detail: null }]);
  });

  test("returns the focus when renaming is canceled", async ({ page, server }) => {
    server.answer(renamePasskey, passkey);
    await page.getByRole("button", { name: "Rename Phone" }).press("Enter");
    await page.getByLabel("Passkey name").fill("Something else");
    await page.getByRole("button", { name: "Cancel" }).press("Enter");
    await expect(page.getByRole("button", { name: "Rename Phone" })).toBeFocused();
    await page.getByRole("button", { name: "Add a passkey" }).press("Enter");
    await expect(page.getByLabel("Passkey name")).toHaveValue("");
    await page.getByRole("button", { name: "Cancel" }).press("Enter");
    await expect(page.getByRole("button", { name: "Add a passkey" })).toBeFocused();
    expect(server.bodies(renamePasskey)).toEqual([]);
  });

  test("removes a passkey, unless the server refuses", async ({ page, server, events }) => {
    server.refuse(removePasskey, "last_way_in");
    await page.getByRole("button", { name: "Remove Phone" }).click();
    await expect(page.getByRole("alert")).toHaveText(/only way to sign in/);
    expect(await events()).toEqual([]);
    server.answer(removePasskey, { removed: true });
    await page.getByRole("button", { name: "Remove Phone" }).click();
    await expect.poll(events).toEqual([{ type: "security-changed", detail: null }]);
    expect(server.paths(removePasskey)).toContain(`/api/v1/auth/passkeys/${passkey.id}`);
  });
});
