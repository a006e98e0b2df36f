import { join } from "node:path";
import { ESLint } from "eslint";
import { parser } from "typescript-eslint";
import { describe, expect, test } from "vitest";
import { boundaries } from "./eslint/boundaries.js";

const root = join(import.meta.dirname, "..");
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [{ files: ["**/*.ts"], languageOptions: { parser } }, ...boundaries],
});

async function complaints(file: string, source: string): Promise<string[]> {
  const [result] = await eslint.lintText(source, { filePath: join(root, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

describe("imports", () => {
  test.each([
    ["pwa reaching into the servers' wing", "pwa/src/people/a.ts", "@rally/shared/server/database"],
    [
      "pwa reaching it by a path",
      "pwa/src/people/a.ts",
      "../../../shared/src/server/database/index.js",
    ],
    ["pwa reaching the api", "pwa/src/people/a.ts", "@rally/api"],
    ["pwa reaching the sync server", "pwa/src/people/a.ts", "@rally/sync-server"],
    ["pwa using node", "pwa/src/people/a.ts", "node:fs"],
    ["shared reaching its servers' wing", "shared/src/people/a.ts", "../server/database/index.js"],
    ["shared reaching it by name", "shared/src/people/a.ts", "@rally/shared/server/database"],
    ["shared using node", "shared/src/people/a.ts", "node:crypto"],
    ["shared using node without the prefix", "shared/src/people/a.ts", "fs"],
    ["shared using what only servers have", "shared/src/people/a.ts", "pg"],
    ["shared reaching the api", "shared/src/people/a.ts", "@rally/api"],
    [
      "the servers' wing reaching the sync server",
      "shared/src/server/bus/a.ts",
      "@rally/sync-server",
    ],
    ["the sync server reaching the api", "sync-server/src/rooms/a.ts", "@rally/api"],
    ["the api reaching the pwa", "api/src/people/a.ts", "@rally/pwa"],
    ["a package left by a path", "api/src/people/a.ts", "../../../shared/src/people/index.js"],
    ["another domain's file", "api/src/people/a.ts", "../conversations/commands.js"],
    ["another domain's file, in the wing", "shared/src/server/bus/a.ts", "../database/pool.js"],
    [
      "another domain's file beside its components",
      "pwa/src/app/a.ts",
      "../people/stored-people.js",
    ],
    ["another domain's component in a folder below", "pwa/src/app/a.ts", "../people/x/rally-a.js"],
    ["a file called like a component", "api/src/people/a.ts", "../conversations/rally-a.js"],
    ["another package's inner file", "api/src/people/a.ts", "@rally/shared/people/schemas"],
    ["our own package by its name", "shared/src/people/a.ts", "@rally/shared/ids"],
    ["our own domain by its name", "shared/src/people/a.ts", "@rally/shared/people"],
    ["a test leaving its package by a path", "pwa/src/a/a.test.ts", "../../../api/src/app.js"],
    ["a test reaching into another domain", "api/src/people/a.test.ts", "../blocks/rules.js"],
  ])("refused: %s", async (_what, file, specifier) => {
    for (const source of [
      `import { a } from "${specifier}";`,
      `export * from "${specifier}";`,
      `export { a } from "${specifier}";`,
      `void import("${specifier}");`,
      `export type A = import("${specifier}").A;`,
    ]) {
      expect(await complaints(file, source), source).toEqual(["boundaries/dependencies"]);
    }
  });

  test.each([
    ["pwa/src/people/a.ts", "@rally/shared/people"],
    ["pwa/src/people/a.ts", "./person-card.js"],
    ["pwa/src/people/a.ts", "../conversations/index.js"],
    ["pwa/src/people/a.ts", "../design/rally-confirm-dialog.js"],
    ["pwa/src/people/a.ts", "lit"],
    ["shared/src/people/a.ts", "../ids/index.js"],
    ["shared/src/people/a.ts", "zod/mini"],
    ["shared/src/server/bus/a.ts", "../database/index.js"],
    ["shared/src/server/bus/a.ts", "../../ids/index.js"],
    ["shared/src/server/bus/a.ts", "node:events"],
    ["sync-server/src/rooms/a.ts", "@rally/shared/server/database"],
    ["api/src/people/a.ts", "@rally/sync-server"],
    ["api/src/people/a.ts", "@rally/shared/people"],
    ["api/src/main.ts", "./rally.js"],
    ["api/src/rally.ts", "./people/index.js"],
    ["api/src/people/a.ts", "../app.js"],
    ["pwa/src/people/a.test.ts", "@rally/api/testing"],
    ["pwa/src/testing/a.ts", "node:fs"],
    ["shared/src/server/testing/a.ts", "../database/index.js"],
  ])("allowed: %s importing %s", async (file, specifier) => {
    expect(await complaints(file, `import { a } from "${specifier}";`)).toEqual([]);
  });
});
