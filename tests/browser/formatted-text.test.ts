import type { Page } from "@playwright/test";
import { signUp } from "./steps/accounts.js";
import { expectAccessible } from "./steps/axe.js";
import { details } from "./steps/channels.js";
import { message, openConversation, startConversation } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { hostileTexts } from "./steps/hostile-texts.js";
import { asMember, newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";

const rally = useRally();

/** The elements of which the text of a message may consist, with those of its buttons. */
const ALLOWED = new Set(
  [
    ...["a", "bdi", "blockquote", "button", "code", "div", "em", "li", "ol", "pre", "s", "span"],
    ...["strong", "ul", "svg", "path", "circle", "rect", "line"],
  ].map((name) => name.toLowerCase()),
);

/** Violations of the page's policy, and requests to other hosts. */
async function watch(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.context().exposeFunction("reportViolation", (what: string) => found.push(what));
  await page.addInitScript(() => {
    document.addEventListener(
      "securitypolicyviolation",
      ({ violatedDirective, blockedURI, sample }) => {
        const { reportViolation } = window as unknown as {
          reportViolation: (what: string) => void;
        };
        reportViolation(`${violatedDirective} ${blockedURI} ${sample}`);
      },
    );
  });
  page.on("request", (request) => {
    if (/evil\.test|a\.test/.test(request.url())) found.push(request.url());
  });
  page.on("dialog", (dialog) => {
    found.push(dialog.message());
    void dialog.dismiss();
  });
  return found;
}

/** What the list of messages contains now: unexpected elements, attributes and addresses. */
async function unexpectedIn(page: Page): Promise<string[]> {
  return page.locator("rally-message-list .text").evaluateAll(
    (texts, allowed) =>
      texts.flatMap((text) =>
        [...text.querySelectorAll("*")].flatMap((element) => {
          const wrong = element
            .getAttributeNames()
            .filter((name) => name.startsWith("on") || name === "srcdoc" || name === "style");
          const href = element.getAttribute("href") ?? "https:";
          if (!allowed.includes(element.localName)) wrong.push("element");
          if (!/^(?:https?:|\/@)/.test(href)) wrong.push(href);
          if (/^http/.test(href) && element.matches("a[href]:not([rel='noopener noreferrer'])")) {
            wrong.push("rel");
          }
          return wrong.map((what) => `${what} in ${element.outerHTML.slice(0, 200)}`);
        }),
      ),
    [...ALLOWED],
  );
}

test("no text in messages or names is run, loaded or shown as other elements", async ({
  newDevice,
}) => {
  test.slow();
  expect(new Set(hostileTexts).size).toBeGreaterThanOrEqual(200);
  const mallory = await newMember(rally, "mallory");
  const page = await newDevice(rally);
  const found = await watch(page);
  await signUp(page, "ada");
  await startConversation(page, "mallory");
  const { id } = await mallory.conversation("ada");

  const shown = page.locator("rally-message-list .text");
  const batch = 40;
  for (let from = 0; from < hostileTexts.length; from += batch) {
    const texts = hostileTexts.slice(from, from + batch);
    const ids = await mallory.say(id, ...texts);
    const last = page.locator(`rally-message-list [data-id="${ids.at(-1)}"]`);
    await expect(last).toBeVisible();
    expect(await unexpectedIn(page)).toEqual([]);
    await shown.locator(".spoiler-button[aria-expanded=false]").evaluateAll((buttons) => {
      for (const button of buttons) (button as HTMLButtonElement).click();
    });
    expect(await unexpectedIn(page)).toEqual([]);
  }

  await test.step("display names, statuses, bios and group names", async () => {
    const { partner } = await mallory.conversation("ada");
    const members = [partner?.id];
    const created = await mallory.run("conversation.create", { kind: "group", name: "G", members });
    expect(created.success).toBe(true);
    const { id: conversationId } = (created as { data: { id: string } }).data;
    const bios = hostileTexts.filter((text) => !/[\p{Cc}\p{Zl}]/u.test(text));
    const names = bios.filter((text) => text.length <= 40 && text.includes("owned"));
    for (let at = 0; at < 8; at += 1) {
      const name = names[at * 3] ?? "";
      const [bio, status] = [bios[at * 20 + 7], bios[at * 20 + 15]?.slice(0, 80)];
      const changes = [
        await mallory.run("profile.update", { displayName: name, status, bio }),
        await mallory.run("conversation.update", { conversationId, name }),
      ];
      expect(changes).toMatchObject([{ success: true }, { success: true }]);
      await page.goto("/@mallory");
      await expect(page.getByRole("heading", { level: 1 }).getByText(name)).toBeVisible();
      await page.goto(`/c/${conversationId}`);
      await expect(page.getByRole("heading", { level: 1 }).getByText(name)).toBeVisible();
    }
  });
  expect(await page.evaluate(() => (window as { owned?: number }).owned)).toBeUndefined();
  expect(found).toEqual([]);
});

/** Packs texts into lines of at most `length` characters; longer texts are cut. */
function packed(texts: readonly string[], length: number): string[] {
  const lines: string[] = [];
  for (const text of texts.map((one) => one.slice(0, length))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + text.length < length) {
      lines[lines.length - 1] = `${last} ${text}`;
    } else {
      lines.push(text);
    }
  }
  return lines;
}

/** The addresses of all links on the page that lead neither into the app nor to a web page. */
const strangeLinks = (page: Page): Promise<string[]> =>
  page
    .locator("a[href]")
    .evaluateAll((links) =>
      links
        .map((link) => link.getAttribute("href") ?? "")
        .filter((href) => !/^(?:https?:\/\/|\/(?!\/)|#)/.test(href)),
    );

test("no text of polls, topics, reports and the audit log is run, loaded or shown as a link", async ({
  newDevice,
}) => {
  test.slow();
  const page = await newDevice(rally, { viewport: { width: 1280, height: 800 } });
  const found = await watch(page);
  await signUp(page, "olga");
  const olga = await asMember(rally, "olga");
  const mallory = await newMember(rally, "mallory2");
  const created = await olga.run("conversation.create", {
    ...{ kind: "channel", name: "Plaza", visibility: "public" },
  });
  const { id: conversationId } = (created as { data: { id: string } }).data;
  const lines = hostileTexts.filter((text) => !/[\p{Cc}\p{Zl}]/u.test(text) && text.trim() !== "");
  const succeeds = async (answer: Promise<unknown>) =>
    expect(await answer).toMatchObject({ success: true });
  const tom = await newMember(rally, "tom");
  for (const member of [mallory, tom]) {
    await succeeds(member.run("channel.join", { conversationId }));
  }
  const text = page.getByRole("log");

  await test.step("polls", async () => {
    await page.goto(`/c/${conversationId}`);
    const choices = [...new Set(lines.map((line) => line.slice(0, 100).trim()))];
    for (let from = 0; from + 1 < choices.length; from += 12) {
      const some = choices.slice(from, from + 12);
      const content = { kind: "poll", question: some.at(-1), choices: some };
      await succeeds(
        mallory.run("message.send", {
          conversationId,
          content: { ...content, multiple: from % 24 === 0, anonymous: false },
        }),
      );
      await expect(text.getByText(some[0] ?? "", { exact: true }).last()).toBeAttached();
    }
    expect(await strangeLinks(page)).toEqual([]);
  });

  await test.step("topics", async () => {
    for (const topic of packed(lines, 300)) {
      await succeeds(olga.run("conversation.update", { conversationId, topic }));
      await expect(page.locator("rally-conversation-page")).toContainText(
        topic.slice(0, 40).trim(),
      );
    }
    await page.goto("/channels");
    await expect(page.getByRole("list", { name: "Channels" })).toContainText("Plaza");
    expect(await strangeLinks(page)).toEqual([]);
  });

  await test.step("reports and the audit log", async () => {
    const reasons = packed(lines, 500);
    const ids = await tom.say(conversationId, ...reasons.map((_, index) => `Message ${index}`));
    for (const [index, reason] of reasons.entries()) {
      await succeeds(mallory.run("report.create", { messageId: ids[index], reason }));
      const mute = { conversationId, userId: mallory.id, reason };
      await succeeds(olga.run("member.mute", mute));
      await succeeds(olga.run("member.unmute", { conversationId, userId: mallory.id }));
    }
    await page.goto(`/c/${conversationId}/reports`);
    const reports = page.locator("rally-report-list");
    await expect(reports).toContainText((reasons.at(-1) ?? "").slice(0, 40));
    expect(await strangeLinks(page)).toEqual([]);
    await page.goto(`/c/${conversationId}`);
    await details(page).getByRole("button", { name: "Audit log" }).click();
    const log = details(page).locator("rally-audit-log");
    await expect(log).toContainText((reasons.at(-1) ?? "").slice(0, 40));
    expect(await strangeLinks(page)).toEqual([]);
  });
  expect(await page.evaluate(() => (window as { owned?: number }).owned)).toBeUndefined();
  expect(found).toEqual([]);
});

test("spoilers and code blocks work with the keyboard and a screen reader", async ({
  newDevice,
}) => {
  const ben = await newMember(rally, "ben");
  const page = await newDevice(rally);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await signUp(page, "cleo");
  await startConversation(page, "ben");
  const { id } = await ben.conversation("cleo");
  const code = `const text = "${"a long line ".repeat(20)}";`;
  await ben.say(id, "The butler: ||it was *him*||", `\`\`\`js\n${code}\n\`\`\``);

  const row = page.locator("rally-message-list .message", { hasText: "The butler" });
  const button = row.getByRole("button", { name: "Spoiler: show the text" });
  await expect(button).toHaveAttribute("aria-expanded", "false");
  await expect(row.getByText("it was")).toBeHidden();
  const before = await row.boundingBox();
  await button.focus();
  await page.keyboard.press("Enter");
  const hide = row.getByRole("button", { name: "Spoiler: hide the text" });
  await expect(hide).toHaveAttribute("aria-expanded", "true");
  await expect(hide).toBeFocused();
  await expect(row.getByText("it was")).toBeVisible();
  expect(await row.boundingBox()).toEqual(before);

  await test.step("a revealed spoiler stays revealed when the list is rendered again", async () => {
    await ben.say(id, "Oh no");
    await expect(message(page, "Oh no")).toBeVisible();
    await expect(hide).toBeVisible();
    await openConversation(page, "World chat");
    await openConversation(page, "ben");
    await expect(hide).toBeVisible();
  });

  await test.step("code scrolls inside its bubble, has colours and can be copied", async () => {
    const block = page.getByRole("group", { name: "Code in js" });
    await expect(block.locator(".code-keyword").first()).toHaveText("const");
    const { inside, page: whole } = await block.evaluate((element) => ({
      inside: element.scrollWidth > element.clientWidth,
      page: document.documentElement.scrollWidth <= innerWidth,
    }));
    expect({ inside, whole }).toEqual({ inside: true, whole: true });
    await page.getByRole("button", { name: "Copy code" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Copied" })).toBeFocused();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const colours = colorScheme === "dark";
    await expectAccessible(page, `formatted text, ${colorScheme}`, { colours });
  }
});

test("the list of chats and quotes show neither markup nor the text of spoilers", async ({
  newDevice,
}) => {
  const dora = await newMember(rally, "dora");
  const page = await newDevice(rally);
  await signUp(page, "emil");
  await dora.greet("emil", "**bold** and ||secret|| `code`");
  const entry = page.getByLabel("Your chats").getByRole("link").filter({ hasText: "dora" });
  await expect(entry).toContainText("bold and ▒▒▒ code");
  await expect(page.getByText("secret")).toHaveCount(0);
});

test("links to pages of the app open in it, and topics show their links", async ({ newDevice }) => {
  const eli = await newMember(rally, "eli");
  const page = await newDevice(rally, { viewport: { width: 1280, height: 800 } });
  await signUp(page, "fay");
  const world = await eli.conversation("World chat");
  await eli.run("conversation.create", {
    ...{ kind: "channel", name: "#links", visibility: "public" },
    topic: "*Rules* at https://rules.test/a",
  });
  await eli.say(world.id, `${rally.url}/@eli?from=mail and ${rally.url}/@eli#top`);
  await page.goto(`/c/${world.id}`);
  for (const address of [`${rally.url}/@eli?from=mail`, `${rally.url}/@eli#top`]) {
    await page.getByRole("log").getByRole("link", { name: address }).click();
    await expect(page.getByRole("heading", { level: 1 }).getByText("eli")).toBeVisible();
    expect(page.context().pages()).toHaveLength(1);
    await page.goBack();
  }
  await page.goto("/channels");
  const link = page.getByRole("link", { name: "https://rules.test/a" });
  await expect(link).toHaveAttribute("href", "https://rules.test/a");
  await expect(link).toHaveAttribute("rel", "noopener noreferrer");
  await expect(page.getByText("*Rules* at")).toBeVisible();
  const line = page.getByRole("listitem").filter({ hasText: "#links" });
  await expect(line.locator("rally-avatar")).toHaveText("LI");
});
