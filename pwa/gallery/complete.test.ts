import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const sources = join(import.meta.dirname, "../src");
const states = join(import.meta.dirname, "states");

/** Elements that the gallery does not show, with the reason. */
const hidden: Record<string, string> = {
  "rally-app": "the frame of all pages, empty without one",
  "rally-home": "the frame of the signed-in pages",
};

test("the gallery shows every element of the app, itself or inside another one", async () => {
  const shown = await textOf(states, /\.ts$/);
  const source = await textOf(sources, /(?<!\.test)\.ts$/);
  const elements = [...source.matchAll(/@customElement\("([\w-]+)"\)/g)].map(([, name]) => name);
  expect(elements.length).toBeGreaterThan(50);
  const templatesOfElements = await templates();
  // Templates that are functions; those of `app` are the frame around the pages.
  const functions = await textOf(sources, /^(?!app\/)(?:.*\/)?(?!rally-)[\w-]+(?<!\.test)\.ts$/);
  const reached = reach(shown + functions, templatesOfElements);
  const missing = elements.filter((name = "") => !reached.has(name) && !(name in hidden));
  expect(missing, "add a state to pwa/gallery/states, or the reason to `hidden`").toEqual([]);
});

/** Every element in `text`, and in the templates of those, and so on. */
function reach(text: string, templateOf: ReadonlyMap<string, string>): ReadonlySet<string> {
  const found = new Set(tagsIn(text));
  for (const name of found) for (const tag of tagsIn(templateOf.get(name) ?? "")) found.add(tag);
  return found;
}

function tagsIn(text: string): string[] {
  return [...text.matchAll(/<(rally-[\w-]+)/g)].map(([, name = ""]) => name);
}

/** The text of each element's file, by the element's name. */
async function templates(): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(sources, { recursive: true });
  const entries = names
    .filter((name) => /rally-[\w-]+\.ts$/.test(name))
    .map(async (name) => {
      const tag = /(rally-[\w-]+)\.ts$/.exec(name)?.[1] ?? "";
      return [tag, await readFile(join(sources, name), "utf8")] as const;
    });
  return new Map(await Promise.all(entries));
}

async function textOf(folder: string, wanted: RegExp): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => wanted.test(name));
  return (await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")))).join("\n");
}
