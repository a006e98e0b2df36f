import { existsSync } from "node:fs";
import { dirname, join, resolve as resolvePath } from "node:path";

/** The source file that an import refers to, if it is one of ours; undefined for packages and Node's own modules. */
export function resolveImport(root, from, specifier) {
  if (specifier.startsWith("."))
    return sourceOf(resolvePath(dirname(from), specifier.replace(/\?.*$/, "")));
  const [, part, rest] = /^@rally\/(shared|sync-server|api|pwa)(?:\/(.*))?$/.exec(specifier) ?? [];
  return part && join(root, part, "src", rest ?? "", "index.ts");
}

function sourceOf(path) {
  return path.endsWith(".js") && !existsSync(path) ? path.replace(/\.js$/, ".ts") : path;
}

/** The interface by which eslint-plugin-boundaries resolves imports. */
export const interfaceVersion = 2;
export function resolve(specifier, from) {
  const path = resolveImport(join(import.meta.dirname, "../.."), from, specifier);
  return path ? { found: true, path } : { found: false };
}
