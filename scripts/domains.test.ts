import { readdirSync, readFileSync } from "node:fs";
import { join, normalize, relative, sep } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** The domains of a source folder, each with the domains that its files import; tests are left out. */
function domainImports(source: string): Map<string, Set<string>> {
  const domainOf = (file: string): string | undefined => {
    const [domain, ...rest] = relative(join(root, source), file).split(sep);
    return rest.length > 0 && domain !== ".." ? domain : undefined;
  };
  const imports = new Map<string, Set<string>>();
  for (const entry of readdirSync(join(root, source), { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const domain = domainOf(file);
    const isTest = /\.test\.ts$/.test(file) || file.includes(`${sep}testing${sep}`);
    if (!domain || !entry.isFile() || !file.endsWith(".ts") || isTest) continue;
    const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, false);
    const targets = importedFiles
      .filter(({ fileName }) => fileName.startsWith("."))
      .map(({ fileName }) => domainOf(normalize(join(entry.parentPath, fileName))))
      .filter((target): target is string => target !== undefined && target !== domain);
    imports.set(domain, new Set([...(imports.get(domain) ?? []), ...targets]));
  }
  return imports;
}

/** The shortest path of imports from `from` back to itself. */
function cycleThrough(imports: Map<string, Set<string>>, from: string): string[] | undefined {
  const paths = [...(imports.get(from) ?? [])].map((next) => [from, next]);
  const seen = new Set<string>();
  for (const path of paths) {
    const last = path.at(-1) ?? from;
    if (last === from) return path;
    if (seen.has(last)) continue;
    seen.add(last);
    for (const next of imports.get(last) ?? []) paths.push([...path, next]);
  }
  return undefined;
}

test.each(["shared/src", "shared/src/server", "sync-server/src", "api/src", "pwa/src"])(
  "no two domains of %s import each other, directly or through others",
  (source) => {
    const imports = domainImports(source);
    expect(imports.size).toBeGreaterThan(5);
    const cycles = [...imports.keys()].flatMap(
      (domain) => cycleThrough(imports, domain)?.join(" → ") ?? [],
    );
    expect(cycles).toEqual([]);
  },
);

test("finds a cycle through a third domain", () => {
  const imports = new Map([
    ["a", new Set(["b"])],
    ["b", new Set(["c", "d"])],
    ["c", new Set(["a"])],
    ["d", new Set<string>()],
  ]);
  expect(cycleThrough(imports, "a")).toEqual(["a", "b", "c", "a"]);
  expect(cycleThrough(imports, "d")).toBeUndefined();
});
