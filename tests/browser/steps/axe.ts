import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import type { AxeResults, RunOptions } from "axe-core";
import { expect, type Page } from "@playwright/test";

/** The rules of WCAG 2.2, levels A and AA, by axe's tags. */
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** The rules among them that depend on colours; all others find the same in each colour scheme. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Checks the page as it is shown now by axe.
 *
 * @param where for the failure's message
 * @param colours whether only the rules that depend on colours are checked, because the same page
 *   was checked in another colour scheme
 */
export async function expectAccessible(
  page: Page,
  where: string,
  { colours = false } = {},
): Promise<void> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(await axe);
  const options: RunOptions = {
    runOnly: colours ? { type: "rule", values: COLOUR_RULES } : { type: "tag", values: WCAG },
    // Every element that passes would be described too.
    resultTypes: ["violations"],
  };
  const found = await page.evaluate(async (options) => {
    const { axe } = globalThis as unknown as {
      axe: { run: (options: RunOptions) => Promise<AxeResults> };
    };
    // A colour scheme that was just chosen is painted in a later frame, and its transitions after that.
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    const { violations, passes } = await axe.run(options);
    const problems = violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`),
    }));
    return { problems, checked: passes.length + violations.length };
  }, options);
  expect(found.checked, `${where}: axe has checked something`).toBeGreaterThan(0);
  expect.soft(found.problems, where).toEqual([]);
}
