import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import sharp from "sharp";
import { timeoutFactor } from "../../../shared/src/server/testing/timeout-factor.js";

const REFERENCES = resolve(import.meta.dirname, "../references");

/** Side in pixels of the squares whose mean colours are compared: glyphs differ within them. */
const SQUARE = 8;
/** Levels of a channel (of 255) by which the mean colour of a square may differ. */
const COLOUR_TOLERANCE = 28;
/**
 * The share of squares that may differ by more. Measured: up to 0.6 % with another Chromium or
 * other font hinting, 5 % when a button's colour changes, 2 to 15 % when a spacing changes by one
 * step.
 */
const SHARE_TOLERANCE = 0.015;
/** The share by which the height may differ: one line more or less on a long page. */
const HEIGHT_TOLERANCE = 0.03;

/** How long a page may take until it looks like its reference, in milliseconds. */
const SETTLE_TIMEOUT = 3_000 * timeoutFactor;

/** Few colours without dithering: half the file size, and squares of uniform colour. */
const FORMAT = { palette: true, colours: 64, dither: 0, effort: 10 } as const;

/**
 * Compares a screenshot with the committed one of that name, by the mean colours of small squares:
 * another browser version or a missing font moves the edges of glyphs, while a design change moves
 * or recolours squares. A page that still changes is photographed again.
 * `--update-snapshots=changed` rewrites those that differ.
 */
export async function matchReference(page: Page, name: string): Promise<void> {
  const file = join(REFERENCES, `${name}.png`);
  const reference = await readFile(file).catch(() => undefined);
  const { updateSnapshots } = test.info().config;
  const latest = Date.now() + SETTLE_TIMEOUT;
  const updating = updateSnapshots === "all" || updateSnapshots === "changed";
  // A list of messages scrolls to its place after its first frames. A picture of the whole page
  // resizes it, and a list that is resized before keeps another place.
  const scrolls = (await page.locator("rally-message-list").count()) > 0;
  if (updating || scrolls) await page.waitForTimeout(1_000);
  let screenshot = await page.screenshot({ fullPage: true });
  let difference = reference && (await compare(screenshot, reference));
  while (reference && difference?.problem !== undefined && Date.now() < latest) {
    await page.waitForTimeout(250);
    screenshot = await page.screenshot({ fullPage: true });
    difference = await compare(screenshot, reference);
  }
  const differs = difference !== undefined && difference.problem !== undefined;
  if (updating && (updateSnapshots === "all" || differs || !reference)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(
      file,
      await sharp(screenshot)
        .png({ ...FORMAT })
        .toBuffer(),
    );
    return;
  }
  if (differs) {
    await test.info().attach(`${name}-actual.png`, { body: screenshot, contentType: "image/png" });
  }
  const how = "review the change, then update the references with npm run gallery:update";
  const problem = difference ? difference.problem : "there is no reference";
  expect.soft(problem, `${name}: ${how}`).toBeUndefined();
}

/** @returns how the two differ; undefined when they match */
async function compare(
  screenshot: Buffer,
  reference: Buffer,
): Promise<{ problem: string | undefined }> {
  const [now, before] = await Promise.all([squares(screenshot), squares(reference)]);
  if (now.width !== before.width) {
    return { problem: `it is ${now.width * SQUARE} px wide, not ${before.width * SQUARE}` };
  }
  const height = Math.min(now.height, before.height);
  if (Math.abs(now.height - before.height) > Math.max(1, before.height * HEIGHT_TOLERANCE)) {
    return { problem: `it is ${now.height * SQUARE} px high, not ${before.height * SQUARE}` };
  }
  let differing = 0;
  for (let square = 0; square < now.width * height; square += 1) {
    const channels = [0, 1, 2].map((channel) => square * 3 + channel);
    const most = Math.max(
      ...channels.map((at) => Math.abs((now.data[at] ?? 0) - (before.data[at] ?? 0))),
    );
    if (most > COLOUR_TOLERANCE) differing += 1;
  }
  const share = differing / (now.width * height);
  if (share <= SHARE_TOLERANCE) return { problem: undefined };
  return { problem: `${(share * 100).toFixed(1)} % of the squares differ` };
}

async function squares(image: Buffer): Promise<{ data: Buffer; width: number; height: number }> {
  const { width = 0, height = 0 } = await sharp(image).metadata();
  const size = { width: Math.ceil(width / SQUARE), height: Math.ceil(height / SQUARE) };
  const { data } = await sharp(image)
    .removeAlpha()
    .resize({ ...size, fit: "fill", kernel: "linear" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, ...size };
}
