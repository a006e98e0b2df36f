import type { Page } from "@playwright/test";
import { signOut, signUp } from "./steps/accounts.js";
import {
  choose,
  edit,
  openConversation,
  remove,
  say,
  scrollToBeginning,
  startConversation,
} from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { openSettings, settingsNames } from "./steps/settings.js";
import { waitForServiceWorker } from "./steps/storage.js";

const rally = useRally();

/** Collects every violation of the policy on this page and on the pages it navigates to. */
async function watchForViolations(page: Page): Promise<string[]> {
  const violations: string[] = [];
  await page.context().exposeFunction("tellViolation", (said: string) => violations.push(said));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const { violatedDirective, blockedURI, sample, sourceFile, lineNumber } = event;
      const { tellViolation } = window as unknown as { tellViolation: (said: string) => void };
      tellViolation([violatedDirective, blockedURI, sample, sourceFile, lineNumber].join(" "));
    });
  });
  page.on("console", (line) => {
    if (/Content.Security.Policy|TrustedHTML|TrustedScript/i.test(line.text())) {
      violations.push(line.text());
    }
  });
  return violations;
}

test("every page of the app respects the server's content security policy", async ({
  newDevice,
}) => {
  await newMember(rally, "ben");
  const page = await newDevice(rally);
  const violations = await watchForViolations(page);

  await test.step("sign-up and the service worker", async () => {
    await page.goto("/sign-in");
    await signUp(page, "ada");
    await waitForServiceWorker(page);
  });

  await test.step("conversations, their menus and dialogs", async () => {
    await openConversation(page, "World chat");
    await startConversation(page, "ben");
    await say(page, "One", "Two", "Three");
    await choose(page, "One", "Reply");
    await say(page, "Quoted");
    await edit(page, "Two", "Two and a half");
    await remove(page, "Three");
    await scrollToBeginning(page);
  });

  await test.step("people, settings and an unknown address", async () => {
    await page.goto("/people");
    await expect(page.getByRole("heading", { level: 1, name: "Friends" })).toBeVisible();
    await page.goto("/nowhere/at/all");
    await expect(
      page.getByText("This link doesn't lead anywhere. It may be mistyped or out of date."),
    ).toBeVisible();
    for (const name of settingsNames) await openSettings(page, name);
    await expect(page.getByText(/^Rally uses/)).toBeVisible();
    await openSettings(page, "Appearance");
    await page.getByRole("radio", { name: "Dark" }).check({ force: true });
    await page.getByRole("radio", { name: "Français" }).check();
    await expect(page.getByRole("heading", { name: "Réglages" })).toBeVisible();
    await page.getByRole("radio", { name: "English" }).check();
    await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
    await signOut(page);
  });
  expect(violations).toEqual([]);
});

test("the policy blocks an injected script, style and markup", async ({ newDevice }) => {
  const page = await newDevice(rally);
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  const stopped = await page.evaluate(async () => {
    const reported: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      reported.push(event.effectiveDirective);
    });
    const sinks = [
      () => (document.createElement("div").innerHTML = "<img src=x onerror=alert(1)>"),
      () => (document.createElement("script").src = "/start.js"),
    ];
    const refused = sinks.filter((use) => {
      try {
        use();
        return false;
      } catch {
        return true;
      }
    });
    const style = document.createElement("style");
    style.textContent = "body { background: red }";
    document.head.append(style);
    document.body.setAttribute("style", "color: red");
    const image = new Image();
    image.src = "https://elsewhere.example/x.png";
    await new Promise((resolve) => image.addEventListener("error", resolve));
    return { refused: refused.length, reported: [...new Set(reported)].sort(), look: style.sheet };
  });
  expect(stopped).toMatchObject({ refused: 2, look: null });
  expect(stopped.reported).toEqual(
    expect.arrayContaining([
      "img-src",
      "require-trusted-types-for",
      "style-src-attr",
      "style-src-elem",
    ]),
  );
});
