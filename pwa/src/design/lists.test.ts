import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "..");

test("every list without markers has a list role, because Safari drops the implicit one", async () => {
  const silent: string[] = [];
  for (const name of await readdir(source, { recursive: true })) {
    if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
    const text = await readFile(join(source, name), "utf8");
    for (const [tag] of text.matchAll(/<(?:ul|ol)(?=[\s>])[^>]*/g))
      if (!tag.includes("role=")) silent.push(`${name}: ${tag}`);
  }
  expect(silent).toEqual([]);
});
