import { ben, expect, test } from "../steps/component.js";

test.describe("<rally-relation-actions>", () => {
  const none = { friend: "none", at: 0, blocked: false, ignored: false, waiting: false };
  const showActions = test.extend<{ showWith: (relation?: object) => Promise<void> }>({
    showWith: async ({ show }, use) =>
      use((relation) =>
        show(
          ({ html, fixtures }, shown) =>
            html`<rally-relation-actions
              whole
              .person=${fixtures.ben}
              .relation=${shown}
            ></rally-relation-actions>`,
          { ...none, ...relation },
        ),
      ),
  });

  for (const [words, relation, name] of [
    ["Add friend", {}, "friend.request"],
    ["Accept", { friend: "received" }, "friend.accept"],
    ["Decline", { friend: "received" }, "friend.decline"],
    ["Cancel request", { friend: "sent" }, "friend.withdraw"],
    ["Ignore", {}, "user.ignore"],
    ["Stop ignoring", { ignored: true }, "user.unignore"],
    ["Unblock", { blocked: true }, "user.unblock"],
  ] as const) {
    showActions(`${words}: leaves as ${name}`, async ({ page, run, showWith, commands }) => {
      await run(async ({ device, fixtures }, relation) => {
        const { friends, blocks } = device.database;
        const common = { userId: fixtures.ben.id, version: 1 };
        const state = "friend" in relation ? relation.friend : "none";
        await friends.put({ ...common, state, at: 0 } as never);
        await blocks.put({ ...common, blocked: "blocked" in relation });
      }, relation);
      await showWith(relation);
      await page.getByRole("button", { name: words }).click();
      await expect.poll(commands).toMatchObject([{ name, input: { userId: ben.id } }]);
    });
  }

  for (const [words, confirm, name] of [
    ["Remove friend", "Remove", "friend.remove"],
    ["Block", "Block", "user.block"],
  ] as const) {
    showActions(`${words}: asks first`, async ({ page, showWith, commands }) => {
      await showWith({ friend: "friends" });
      const button = page.getByRole("group").getByRole("button", { name: words });
      await button.press("Enter");
      const inside = page.locator("wa-dialog");
      await expect(inside.getByRole("button", { name: "Cancel" })).toBeFocused();
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
      await expect(button).toBeFocused();
      expect(await commands()).toEqual([]);
      await page.keyboard.press("Enter");
      await inside.getByRole("button", { name: confirm }).click();
      await expect.poll(commands).toMatchObject([{ name, input: { userId: ben.id } }]);
    });
  }

  showActions(
    "goes on from the first action when the pressed one is gone",
    async ({ page, showWith, run }) => {
      await showWith();
      await page.getByRole("group").getByRole("button", { name: "Block" }).press("Enter");
      await page.locator("wa-dialog").getByRole("button", { name: "Block" }).press("Enter");
      await run(
        (_scope, relation) => {
          Object.assign(document.querySelector("rally-relation-actions") ?? {}, { relation });
        },
        { ...none, blocked: true },
      );
      await expect(page.getByRole("button", { name: "Unblock" })).toBeFocused();
    },
  );

  showActions(
    "says what the server refused, and lets one discard it",
    async ({ page, showWith, run }) => {
      const id = await run(async ({ device, fixtures }) => {
        const { outbox } = device.database;
        const row = await outbox.where("state").equals("refused").first();
        if (row) await outbox.update(row.order ?? 0, { name: "friend.request" });
        return row?.id ?? fixtures.ben.id;
      });
      await showWith({ refused: { id, name: "friend.request", code: "asked_too_often" } });
      await expect(page.getByRole("alert")).toHaveText(/Try again in a week/);
      await page.getByRole("button", { name: "Discard" }).click();
      await expect
        .poll(() =>
          run(({ device }) => device.database.outbox.where("state").equals("refused").count()),
        )
        .toBe(0);
    },
  );

  showActions("opens the conversation with a friend", async ({ page, showWith }) => {
    await showWith({ friend: "friends" });
    await page.getByRole("button", { name: "Message" }).click();
    await page.waitForURL("**/c/*");
  });
});
