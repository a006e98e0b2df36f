import type { Page } from "@playwright/test";
import { themes } from "@rally/shared/conversations";
import { expectAccessible } from "./steps/axe.js";
import { expectBackOnline, message, openConversation, say } from "./steps/conversation.js";
import { expect, test } from "./steps/device.js";
import { newMember } from "./steps/member.js";
import { useRally } from "./steps/rally.js";
import { goOffline } from "./steps/storage.js";

const rally = useRally();

const details = (page: Page) => page.getByRole("complementary", { name: "Details" });
const choice = (page: Page, name: string) =>
  details(page).getByRole("group", { name: "Theme" }).getByRole("radio", { name, exact: true });

/** The colour of the bubble around a text. */
const bubbleColour = (page: Page, text: string): Promise<string> =>
  message(page, text)
    .locator(".bubble")
    .evaluate((bubble) => getComputedStyle(bubble).backgroundColor);

test("a theme that is chosen offline shows at once, and later on the other's device too", async ({
  newUsers,
}) => {
  const [ada, ben] = await newUsers(rally, "ada", "ben");
  await ada.setViewportSize({ width: 1_280, height: 800 });
  const member = await newMember(rally, "cleo");
  await member.greet("ada", "Hello from cleo");
  await openConversation(ada, "cleo");
  await say(ada, "Hello back");
  const before = await bubbleColour(ada, "Hello back");
  await goOffline(ada);
  await choice(ada, "Clay").click();
  await expect(choice(ada, "Clay")).toBeChecked();
  await expect.poll(() => bubbleColour(ada, "Hello back")).not.toBe(before);
  await ada.context().setOffline(false);
  await expectBackOnline(ada);
  const theme = async () => (await member.conversation("ada")).theme;
  await expect.poll(theme).toBe("clay");
  // The keyboard moves through the themes, as in every group of radio buttons.
  await choice(ada, "Clay").focus();
  await ada.keyboard.press("ArrowLeft");
  await expect(choice(ada, "Rally")).toBeChecked();
  await expect.poll(theme).toBeUndefined();
  await expect.poll(() => bubbleColour(ada, "Hello back")).toBe(before);
  await ben.close();
});

test("no theme breaks WCAG 2.2 AA in light or dark", async ({ newUsers }) => {
  test.slow();
  const [dan] = await newUsers(rally, "dan");
  await dan.setViewportSize({ width: 1_280, height: 800 });
  const member = await newMember(rally, "elsa");
  await member.greet("dan", "Read **this** https://example.org/a");
  await openConversation(dan, "elsa");
  await say(dan, "Look: https://example.org/b");
  const { id } = await member.conversation("dan");
  for (const theme of themes) {
    await member.run("conversation.update", { conversationId: id, theme });
    const selector = theme === "default" ? ".talk:not(.themed)" : ".talk.themed";
    await expect(dan.locator(selector)).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      await dan.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expectAccessible(dan, `${theme}, ${colorScheme}`, { colours: true });
      if (process.env.RALLY_SHOTS)
        await dan.screenshot({ path: `${process.env.RALLY_SHOTS}/${theme}-${colorScheme}.png` });
    }
  }
});
