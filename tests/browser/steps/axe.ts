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
    // A colour scheme that was just chosen starts transitions in the next frame: text has its new colour at once,
    // on a ground that still changes. Each shadow root has its own transitions.
    await new Promise(requestAnimationFrame);
    const rootsIn = (root: Document | ShadowRoot): (Document | ShadowRoot)[] => [
      root,
      ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) =>
        shadowRoot ? rootsIn(shadowRoot) : [],
      ),
    ];
    const transitions = rootsIn(document)
      .flatMap((root) => root.getAnimations())
      .filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
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
