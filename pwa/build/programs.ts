import { resolve } from "node:path";
import type { Plugin } from "vite";

const sources = resolve(import.meta.dirname, "../src");
const DATABASE = resolve(sources, "database/index.ts");
const HOME = resolve(sources, "app/rally-home.ts");
const MAIN = resolve(sources, "main.ts");
const ENTRANCE = ["rally-sign-in-page.ts", "rally-register-page.ts"].map((name) =>
  resolve(sources, "accounts", name),
);

/** What the first paint does without; no module that imports it counts as needed before. */
const LATE = /[\\/]node_modules[\\/](?:yjs|lib0|y-protocols|y-websocket)[\\/]/;
/** The bundler's own few lines, which any file may need. */
const RUNTIME = /rolldown\/runtime/;

interface Modules {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/**
 * Which file a module goes to, so that a start fetches three and not ten: what everyone needs, then,
 * for who is signed in, the database and the rest. Other pages and Yjs are left to the bundler.
 */
export function programOf(id: string, modules: Modules): string | null {
  if (RUNTIME.test(id) || reach(modules, MAIN).has(id)) return "rally";
  const signedIn = reach(modules, HOME).has(id);
  if (signedIn && ENTRANCE.some((page) => reach(modules, page).has(id))) return "rally";
  if (reach(modules, DATABASE).has(id)) return "database";
  return signedIn ? "home" : null;
}

const reached = new WeakMap<Modules, Map<string, ReadonlySet<string>>>();

/** Every module that `root` imports before it runs, itself included. */
function reach(modules: Modules, root: string): ReadonlySet<string> {
  const roots = reached.get(modules) ?? new Map<string, ReadonlySet<string>>();
  reached.set(modules, roots);
  const known = roots.get(root);
  if (known) return known;
  const found = new Set([root]);
  // A set goes on to what is added while it is gone through.
  for (const id of found) {
    const imported = modules.getModuleInfo(id)?.importedIds ?? [];
    if (imported.some((other) => LATE.test(other))) found.delete(id);
    else for (const other of imported) found.add(other);
  }
  roots.set(root, found);
  return found;
}

/** The folder of the translations, each of which is a program of its own. */
const TRANSLATIONS = resolve(sources, "localization/generated");

/** Names in the document what public/start.js fetches early, for those who are signed in or read another language. */
export function announcePrograms(): Plugin {
  return {
    name: "rally:programs",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((file) => file.type === "chunk");
        const translations = chunks.filter(({ facadeModuleId }) =>
          facadeModuleId?.startsWith(TRANSLATIONS),
        );
        const early = chunks.filter(({ name }) =>
          ["rolldown-runtime", "database", "home"].includes(name),
        );
        const link = (fileName: string, attrs: Record<string, string>) => ({
          tag: "link",
          attrs: { ...attrs, href: `/${fileName}` },
          injectTo: "head-prepend" as const,
        });
        return [
          ...early.map(({ fileName }) => link(fileName, { rel: "signed-in" })),
          ...translations.map(({ fileName, name }) =>
            link(fileName, { rel: "translation", hreflang: name }),
          ),
        ];
      },
    },
  };
}
