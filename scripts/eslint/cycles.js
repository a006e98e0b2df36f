import { existsSync, readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import ts from "typescript";
import { resolveImport } from "./resolve-import.js";

/**
 * Refuses circles of imports, those of types included: a circle is one thing in several files.
 * @type {import("eslint").Rule.RuleModule}
 */
export const cycles = {
  meta: {
    type: "problem",
    schema: [],
    messages: { cycle: "These files import one another in a circle: {{files}}." },
  },
  create(context) {
    return {
      Program(program) {
        for (const statement of program.body) {
          if (!statement.source) continue;
          const next = resolveImport(context.cwd, context.filename, statement.source.value);
          const way = next && wayBack(context.cwd, next, context.filename);
          if (!way) continue;
          const files = [context.filename, ...way]
            .map((file) => relative(context.cwd, file))
            .join(" → ");
          context.report({ node: statement, messageId: "cycle", data: { files } });
        }
      },
    };
  },
};

/** A way along imports from one file to another, breadth first; undefined when there is none. */
function wayBack(root, from, to) {
  const ways = new Map([[from, [from]]]);
  for (const [file, way] of ways) {
    if (file === to) return way;
    for (const next of importsOf(root, file)) {
      if (!ways.has(next)) ways.set(next, [...way, next]);
    }
  }
  return undefined;
}

const remembered = new Map();

function importsOf(root, file) {
  if (!/\.(ts|js)$/.test(file) || !existsSync(file)) return [];
  const { mtimeMs } = statSync(file);
  const known = remembered.get(file);
  if (known?.mtimeMs === mtimeMs) return known.imports;
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, false);
  const imports = importedFiles
    .map(({ fileName }) => resolveImport(root, file, fileName))
    .filter(Boolean);
  remembered.set(file, { mtimeMs, imports });
  return imports;
}
