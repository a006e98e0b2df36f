import { resolve } from "node:path";
import { expect, test } from "@playwright/test";
import * as testing from "@rally/shared/games/testing";
import { build, type Rolldown } from "vite";

const entry = resolve(import.meta.dirname, "../../shared/src/games/testing/index.ts");
const MATCHES = { random: 10_000, computer: 20 };

declare global {
  var gamesTesting: typeof testing;
}

/** The code of the games as one script, which defines `gamesTesting` in a page. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["source", "module", "browser", "development|production"] },
    build: {
      ...{ write: false, target: "es2022", reportCompressedSize: false },
      lib: { entry, formats: ["iife"], name: "gamesTesting" },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [{ output }] = result as [Rolldown.RolldownOutput];
  return output[0].code;
}

test("the same seeds give the same states in a browser and on the server", async ({ page }) => {
  await page.addScriptTag({ content: await bundle() });
  const inBrowser = page.evaluate(({ random, computer }) => {
    const { playRandomMatch, playComputerMatch } = globalThis.gamesTesting;
    return [
      ...Array.from({ length: random }, (_, seed) => playRandomMatch(seed).hash),
      ...Array.from({ length: computer }, (_, seed) => playComputerMatch(seed).hash),
    ];
  }, MATCHES);
  // Both play at the same time.
  const onServer = [
    ...Array.from({ length: MATCHES.random }, (_, seed) => testing.playRandomMatch(seed).hash),
    ...Array.from({ length: MATCHES.computer }, (_, seed) => testing.playComputerMatch(seed).hash),
  ];
  const hashes = await inBrowser;
  expect(hashes).toHaveLength(MATCHES.random + MATCHES.computer);
  const different = hashes.flatMap((hash, index) => (hash === onServer[index] ? [] : [index]));
  expect(different).toEqual([]);
  expect(new Set(hashes).size).toBeGreaterThan(9_000);
});
