import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./steps/axe.js";
import { expect, test } from "./steps/device.js";
import { folder, serveGallery } from "./steps/gallery.js";
import { matchReference } from "./steps/reference.js";

/**
 * The views in which the gallery is rendered; narrow is the smallest width that everything must
 * fit.
 */
const looks = [
  { name: "light", width: 480, axe: "all" },
  { name: "dark", width: 480, axe: "colours", media: { colorScheme: "dark" } },
  { name: "contrast", width: 480, media: { forcedColors: "active", contrast: "more" } },
  { name: "french-narrow", width: 320, query: { language: "fr" } },
  { name: "right-to-left", width: 480, query: { dir: "rtl" } },
] as const;

test.describe.configure({ mode: "parallel" });

let gallery: Awaited<ReturnType<typeof serveGallery>>;

test.beforeAll(async () => {
  gallery = await serveGallery();
});
test.afterAll(() => gallery.close());

/** The groups are the files in `states/`. */
async function groups(): Promise<string[]> {
  const files = await readdir(join(folder, "states"));
  return files.map((file) => file.replace(/\.ts$/, "")).sort();
}

for (const look of looks) {
  test(`every component matches its reference, ${look.name}`, async ({ newDevice }) => {
    test.slow();
    const page = await newDevice(gallery, {
      viewport: { width: look.width, height: 800 },
      ...{ reducedMotion: "reduce", timezoneId: "UTC", locale: "en-GB" },
      ...("media" in look ? look.media : {}),
    });
    await page.clock.setFixedTime("2026-03-12T18:30:00Z");
    const query = new URLSearchParams({ bare: "", ...("query" in look ? look.query : {}) });
    for (const group of await groups()) {
      await test.step(group, async () => {
        await open(page, `/?${query.toString()}#${group}`, group);
        await expectNoSidewaysScroll(page, group);
        await matchReference(page, `${group}-${look.name}`);
        if ("axe" in look) {
          const colours = look.axe === "colours";
          await expectAccessible(page, `${group}, ${look.name}`, { colours });
        }
      });
    }
  });
}

async function open(page: Page, path: string, group: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator("html")).toHaveAttribute("data-shown", group);
}

async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const { wide, screen } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    screen: innerWidth,
  }));
  expect.soft(wide, `${where} is wider than the screen`).toBeLessThanOrEqual(screen);
}
