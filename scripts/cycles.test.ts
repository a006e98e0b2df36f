import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ESLint } from "eslint";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cycles } from "./eslint/cycles.js";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "rally-cycles-"));
  await mkdir(join(root, "api/src/people"), { recursive: true });
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function complaints(files: Record<string, string>): Promise<string[]> {
  for (const [name, source] of Object.entries(files)) {
    await writeFile(join(root, "api/src/people", name), source);
  }
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: {
      files: ["**/*.ts"],
      plugins: { rally: { rules: { cycles } } },
      rules: { "rally/cycles": "error" },
    },
  });
  const results = await eslint.lintFiles(["api/src/people/a.ts"]);
  return results.flatMap(({ messages }) => messages.map(({ message }) => message));
}

test("files that import one another in a circle are refused, and the circle is shown", async () => {
  const files = {
    "a.ts": 'import { b } from "./b.js"; export const a = b;',
    "b.ts": 'export { c as b } from "./c.js";',
    "c.ts": 'import { a } from "./a.js"; export const c = a;',
  };
  const [message, ...rest] = await complaints(files);
  expect(rest).toEqual([]);
  expect(message).toContain(
    ["a", "b", "c", "a"].map((name) => `api/src/people/${name}.ts`).join(" → "),
  );
});

test("files that meet in a third are not a circle", async () => {
  const files = {
    "a.ts": 'import { b } from "./b.js"; import { c } from "./c.js"; export const a = b + c;',
    "b.ts": 'import { c } from "./c.js"; export const b = c;',
    "c.ts": "export const c = 1;",
  };
  expect(await complaints(files)).toEqual([]);
});

test("a circle that is closed by a type alone is refused", async () => {
  const files = {
    "a.ts": 'import { b } from "./b.js"; export const a = b;',
    "b.ts": 'import { type A } from "./c.js"; export const b = {};',
    "c.ts": 'import type * as a from "./a.js"; export interface A { a: typeof a }',
  };
  expect(await complaints(files)).toHaveLength(1);
});
