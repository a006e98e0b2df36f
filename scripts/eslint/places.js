import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/**
 * Where a source file stands in the house.
 * @typedef {{ part: "shared" | "server" | "sync-server" | "api" | "pwa", domain: string | undefined, rest: string }} Place
 *   `part`: "server" is the walled wing shared/src/server; `domain`: the folder below, undefined for files directly in
 *   src; `rest`: the path inside the domain
 */

/** @returns {Place | undefined} undefined for files that belong to no part, such as scripts */
export function placeOf(root, file) {
  const [part, src, ...rest] = relative(root, file).split(sep);
  if (src !== "src" || !["shared", "sync-server", "api", "pwa"].includes(part)) return undefined;
  const inWing = part === "shared" && rest[0] === "server";
  const inside = inWing ? rest.slice(1) : rest;
  return {
    part: inWing ? "server" : part,
    domain: inside.length > 1 ? inside[0] : undefined,
    rest: inside.slice(inside.length > 1 ? 1 : 0).join("/"),
  };
}

/** The source file that an import means, when it is one of ours; undefined for packages and node's own modules. */
export function resolveImport(root, from, specifier) {
  if (specifier.startsWith("."))
    return sourceOf(resolve(dirname(from), specifier.replace(/\?.*$/, "")));
  const [, part, rest] = /^@rally\/(shared|sync-server|api|pwa)(?:\/(.*))?$/.exec(specifier) ?? [];
  return part && join(root, part, "src", rest ?? "", "index.ts");
}

function sourceOf(path) {
  return path.endsWith(".js") && !existsSync(path) ? path.replace(/\.js$/, ".ts") : path;
}
