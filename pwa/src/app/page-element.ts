import { chunkPlace } from "../chunk-loading/index.js";
import { entryOf, renderPage, type Page } from "../navigation/index.js";

/** The components of pages. A glob avoids an import cycle: pages import the table. */
const modules = import.meta.glob([
  "../*/rally-*-{page,sections}.ts",
  "!../conversations/rally-conversation-page.ts",
  "!../chunk-loading/rally-missing-page.ts",
]);

/** A page's component; its chunk is loaded when the page is first shown. */
export function pageElement(page: Page, context = { again: "" }): unknown {
  const { module } = entryOf(page);
  const content = renderPage(page, context);
  if (module === undefined) return content;
  return chunkPlace(module, () => loadModule(module), content);
}

/** The navigation of a page among its sections, for the left pane; undefined for a page without any. */
export function pageSections(page: Page): unknown {
  const { sections } = entryOf(page);
  if (!sections) return undefined;
  const { module } = sections;
  return chunkPlace(module, () => loadModule(module), sections.render(page), "part");
}

async function loadModule(module: string): Promise<unknown> {
  const load = modules[`../${module}.ts`];
  if (!load) throw new Error(`No component ${module} for a page`);
  return load();
}
