import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listUserChanges } from "@rally/shared/conversations";
import { everyCommand } from "../api/src/testing/every-command.js";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const tested = ["shared", "sync-server", "api", "pwa", "tests", "scripts"];

/** Every test file, as a path from the top of the repository. */
const testFiles = tested.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts") && !path.includes("node_modules"))
    .map((path) => `${folder}/${path}`),
);

/** The promises that a file's tests name in brackets at their beginning, also several at once. */
const promisesIn = (source: string): Set<string> =>
  new Set(
    [...source.matchAll(/(?:["'`]|\] ?)\[(S\d+(?:, ?S\d+)*)\]/g)].flatMap(
      ([, list = ""]) => list.match(/S\d+/g) ?? [],
    ),
  );

describe("docs/SPEC.md", () => {
  const spec = read("docs/SPEC.md");
  const sections = new Map(
    spec
      .split(/^###? /m)
      .filter((section) => /^S\d+\n/.test(section))
      .map((section) => [section.slice(0, section.indexOf("\n")), section] as const),
  );

  test("has a section for each of the fifteen promises", () => {
    expect([...sections.keys()]).toEqual(Array.from({ length: 15 }, (_, n) => `S${n + 1}`));
  });

  test("lists every file of tests that prove a promise, under that promise", () => {
    const missing = testFiles.flatMap((file) =>
      [...promisesIn(read(file))]
        .filter((promise) => !sections.get(promise)?.includes(`(../${file})`))
        .map((promise) => `${promise}: ${file}`),
    );
    expect(missing).toEqual([]);
  });

  test("names no file that is not there", () => {
    const named = [...spec.matchAll(/\]\(\.\.\/([^)#]+\.test\.ts)\)/g)].map(([, path]) => path);
    expect(named.filter((path) => !testFiles.includes(path!))).toEqual([]);
  });
});

describe("docs/PROTOCOL.md", () => {
  const protocol = read("docs/PROTOCOL.md");

  test("describes every command once", () => {
    const rows = [...protocol.matchAll(/^\| `([a-z]+\.[a-zA-Z]+)` /gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(everyCommand);
  });

  test("describes every type of change of a conversation", () => {
    const source = read("shared/src/conversations/changes.ts");
    const types = [...source.matchAll(/^ {2}type: "(\w+)";/gm)].map(([, type]) => type);
    expect(types.length).toBeGreaterThan(4);
    expect(types.filter((type) => !protocol.includes(`type: "${type}"`))).toEqual([]);
  });

  test("describes every type of a user's own rows", () => {
    const types = listUserChanges.data._zod.def.element._zod.def.options.flatMap(
      (option) => [...option._zod.def.shape.type._zod.values] as string[],
    );
    expect(types.length).toBeGreaterThan(5);
    expect(types.filter((type) => !protocol.includes(`"type": "${type}"`))).toEqual([]);
  });
});
