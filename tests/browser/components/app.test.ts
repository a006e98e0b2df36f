import { expect, test } from "../steps/component.js";

test.describe("<rally-status-line>", () => {
  test("shows at once that the user is offline, and the number of unsent messages", async ({
    page,
    show,
    run,
  }) => {
    await show(({ html }) => html`<rally-status-line></rally-status-line>`);
    const status = page.getByRole("status");
    await expect(status).toHaveText("");
    await run(({ connection }) => connection.set({ status: "offline", since: 0, unsent: 0 }));
    await expect(status).toHaveText(/You can keep reading and writing/);
    await run(({ connection }) => connection.set({ status: "offline", since: 0, unsent: 1 }));
    await expect(status).toHaveText(/1 message will be sent/);
    await run(({ connection }) => connection.set({ status: "online", since: 0, unsent: 0 }));
    await expect(status).toHaveText("");
  });

  test("shows reconnecting only after a delay", async ({ page, show, run }) => {
    await show(({ html }) => html`<rally-status-line></rally-status-line>`);
    await run(({ connection }) => connection.set({ status: "reconnecting", since: 0, unsent: 2 }));
    expect(await page.getByRole("status").textContent()).not.toContain("Reconnecting");
    await expect(page.getByRole("status")).toHaveText(/2 messages are waiting/);
  });
});

test("<rally-navigation> counts each event in one place, and shows the sum in the title", async ({
  page,
  show,
  run,
}) => {
  await run(({ device }) =>
    device.database.conversations.filter(({ kind }) => kind === "world").modify({ unread: 0 }),
  );
  await show(
    ({ html }) =>
      html`<rally-navigation .page=${{ name: "people", tab: "friends" }}></rally-navigation>`,
  );
  const link = (name: RegExp) => page.getByRole("link", { name });
  await expect(link(/People/)).toHaveAttribute("aria-current", "page");
  await expect(link(/People/)).toContainText("1 request");
  // The group has three unread messages; the mention among them counts as a notification.
  await expect(link(/Chats/)).toContainText("2 unread");
  await expect(link(/Notifications/)).toContainText("1 unread");
  await expect(page).toHaveTitle(/^\(4\) /);
  await run(({ device }) => device.database.notifications.clear());
  await expect(link(/Chats/)).toContainText("3 unread");
  await expect(link(/Notifications/)).not.toContainText("unread");
  await link(/Chats/).click();
  await expect(page).toHaveURL(/:\d+\/$/);
});

test("<rally-confirm-dialog> returns false on Escape and true on its button, and returns the focus", async ({
  page,
  show,
  events,
}) => {
  await show(
    ({ html, record }) =>
      html`<button
          @click=${async () => {
            const answer = await document.querySelector("rally-confirm-dialog")?.ask();
            record(new CustomEvent("answer", { detail: answer }));
          }}
        >
          Begin
        </button>
        <rally-confirm-dialog .heading=${"Sure?"} .action=${"Do it"}></rally-confirm-dialog>`,
  );
  const begin = page.getByRole("button", { name: "Begin" });
  await begin.press("Enter");
  await expect(page.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(begin).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Do it" }).click();
  await expect(begin).toBeFocused();
  expect((await events()).map(({ detail }) => detail)).toEqual([false, true]);
});

test.describe("<rally-conversation-list>", () => {
  test.beforeEach(({ show }) =>
    show(({ html }) => html`<rally-conversation-list></rally-conversation-list>`),
  );

  test("moves between conversations with the arrow keys, and opens one", async ({ page }) => {
    const links = page.getByRole("listitem").getByRole("link");
    await links.first().focus();
    await page.keyboard.press("ArrowUp");
    await expect(links.first()).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(links.nth(1)).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await expect(links.first()).toBeFocused();
    const href = await links.first().getAttribute("href");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**${href}`);
  });

  test("shows a draft, and a new message", async ({ page, run }) => {
    const ben = page.getByRole("listitem").filter({ hasText: "Ben Okafor" });
    await expect(ben).toContainText("A draft, half");
    await run(({ device, fixtures }) => device.database.drafts.delete(fixtures.withBen.id));
    await expect(ben).toContainText("Not read yet");
  });
});

test("<rally-new-conversation> takes the focus, and returns it on Escape", async ({
  page,
  show,
}) => {
  await show(
    ({ html }) =>
      html`<button @click=${() => document.querySelector("rally-new-conversation")?.show()}>
          Begin
        </button>
        <rally-new-conversation></rally-new-conversation>`,
  );
  await page.getByRole("button", { name: "Begin" }).press("Enter");
  await expect(page.getByRole("combobox", { name: "Find someone" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Begin" })).toBeFocused();
});

test.describe("<rally-edit-details>", () => {
  test("asks for a name, sends only what changed, and returns the focus", async ({
    page,
    show,
    commands,
  }) => {
    await show(
      ({ html, device, fixtures }) =>
        html`<button
            @click=${() => {
              const dialog = document.querySelector("rally-edit-details");
              dialog?.show(device.database, fixtures.group);
            }}
          >
            Begin
          </button>
          <rally-edit-details></rally-edit-details>`,
    );
    await page.getByRole("button", { name: "Begin" }).press("Enter");
    const name = page.getByLabel("Group name");
    await expect(name).toBeFocused();
    await name.fill(" ");
    await page.keyboard.press("Enter");
    await expect(name).toHaveAccessibleDescription(/Enter a name/);
    expect(await commands()).toEqual([]);
    await name.fill(" Friday singles ");
    await expect(name).toHaveAttribute("aria-invalid", "false");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Begin" })).toBeFocused();
    expect(await commands()).toMatchObject([
      { name: "conversation.update", input: { name: "Friday singles" } },
    ]);
  });
});

test("<rally-block-notice> unblocks, and announces it", async ({
  page,
  show,
  commands,
  events,
}) => {
  await show(
    ({ html, device, fixtures, record }) =>
      html`<rally-block-notice
        .device=${device}
        .conversation=${fixtures.withBlocked}
        .standing=${"blocked"}
        @unblocked=${record}
      ></rally-block-notice>`,
  );
  await page.getByRole("button", { name: "Unblock" }).click();
  await expect.poll(events).toEqual([{ type: "unblocked", detail: null }]);
  expect(await commands()).toMatchObject([{ name: "user.unblock" }]);
});

test("<rally-sign-out> asks for confirmation when unsent text would be lost", async ({
  page,
  show,
  run,
}) => {
  await show(({ html, device }) => html`<rally-sign-out .device=${device}></rally-sign-out>`);
  const button = page.getByRole("button", { name: "Sign out", exact: true });
  await button.press("Enter");
  await expect(page.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
  expect(await run(({ session }) => session.state.value.status)).toBe("signed-in");
});

test("<rally-chunk-toast> loads a failed chunk again, or is dismissed", async ({
  page,
  show,
  run,
  events,
}) => {
  await show(({ html }) => html`<rally-chunk-toast></rally-chunk-toast>`);
  const loadTwice = () =>
    run(({ loadChunk, record }) => {
      let tries = 0;
      const load = () => {
        tries += 1;
        return tries === 1 ? Promise.reject(new Error("No such chunk")) : Promise.resolve(tries);
      };
      void loadChunk(load).then((detail) => record(new CustomEvent("loaded", { detail })));
    });
  await loadTwice();
  await page.getByRole("alert").getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await loadTwice();
  await page.getByRole("alert").getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect((await events()).map(({ detail }) => detail)).toEqual([2, null]);
});
