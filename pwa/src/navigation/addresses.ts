import type { TemplateResult } from "lit";
import type { NavigationPlace, PageContext, PageEntry } from "./page.js";
import { pages } from "./pages.js";

type Pages = typeof pages;
type ValuesOf<Entry> = Entry extends PageEntry<string, infer Values> ? Values : never;
type PathOf<Entry> = Entry extends PageEntry<infer Path, never> ? Path : never;
type Flat<T> = { [Key in keyof T]: T[Key] };

export type PageName = keyof Pages;
/** A page and the parameters of its address. */
export type Page = {
  [Name in PageName]: Flat<{ name: Name } & ValuesOf<Pages[Name]>>;
}[PageName];

/** An entry whose parameters are not known to the caller. */
type AnyEntry = PageEntry<string, Record<string, string>>;

const entries = Object.entries(pages) as unknown as [PageName, AnyEntry][];
const aliases = new Map(
  entries.flatMap(([, entry]) =>
    Object.entries(entry.aliases ?? {}).flatMap(([path, others]) =>
      others.map((other) => [other, path] as const),
    ),
  ),
);
const patterns = entries.map(([name, entry]) => ({ name, entry, pattern: patternOf(entry.path) }));
const NOT_FOUND: Page = { name: "not-found" };

/** The entry of a page in the table. */
export function entryOf({ name }: { name: PageName }): AnyEntry {
  return pages[name] as unknown as AnyEntry;
}

/** The component of a page, without its chunk. */
export function renderPage(page: Page, context: PageContext): TemplateResult {
  return entryOf(page).render(page, context);
}

/** A page that the navigation shows. */
export interface Place {
  name: PlaceName;
  navigation: NavigationPlace;
  isCurrent: boolean;
}
type PlaceName = {
  [Name in PageName]: [] extends Arguments<Name> ? Name : never;
}[PageName];

/** The places of the navigation, in the order of the table. A page's parent is current with it. */
export function placesOf(shown: { name: PageName }): Place[] {
  const current = [shown.name, entryOf(shown).parent];
  return entries.flatMap(([name, { navigation }]) =>
    navigation ? [{ name: name, navigation, isCurrent: current.includes(name) }] : [],
  );
}

type Arguments<Name extends PageName> =
  PathOf<Pages[Name]> extends `${string}:${infer Parameter}?`
    ? [values?: { [Key in Parameter]?: string }]
    : PathOf<Pages[Name]> extends `${string}/${string}:${string}`
      ? [values: ValuesOf<Pages[Name]>]
      : [];

/** The path of a page. A parameter that has its default is left out. */
export function pathTo<Name extends PageName>(name: Name, ...[values]: Arguments<Name>): string {
  const { path, parameters = {} } = entryOf({ name });
  const given = (values ?? {}) as Record<string, string | undefined>;
  const filled = path
    .replace(/#.*/, "")
    .replace(/\/:(\w+)\?/g, (_, key: string) =>
      given[key] === undefined || given[key] === parameters[key]?.(undefined)
        ? ""
        : `/${given[key]}`,
    );
  return filled.replace(/:(\w+)/g, (_, key: string) => given[key] ?? "");
}

/** The path of the page: `pathname` itself, or the path that it is an alias of. */
export function canonicalPath(pathname: string): string {
  const path = pathname.toLowerCase().replace(/(.)\/$/, "$1");
  const meant = aliases.get(path);
  if (meant !== undefined) return meant;
  // Fixed paths are lowercase; ids and usernames are matched in any case.
  return pageOf(pathname).name === "not-found" && pageOf(path).name !== "not-found"
    ? path
    : pathname;
}

/** The page of an address. */
export function pageAt(address: Pick<URL, "pathname" | "hash">): Page {
  return pageOf(canonicalPath(address.pathname), address.hash);
}

function pageOf(pathname: string, hash = ""): Page {
  const path = pathname.replace(/(.)\/$/, "$1");
  for (const { name, entry, pattern } of patterns) {
    const match = pattern.exec(path);
    if (!match) continue;
    const texts = { ...match.groups, ...fragmentOf(entry.path, hash) };
    const values = Object.entries(entry.parameters ?? {}).map(
      ([key, read]) => [key, read(texts[key])] as const,
    );
    if (values.some(([, value]) => value === undefined)) continue;
    return { name, ...Object.fromEntries(values) } as Page;
  }
  return NOT_FOUND;
}

/** `/people/:tab?` → `^/people(?:/(?<tab>[^/]+))?$` */
function patternOf(path: string): RegExp {
  const source = path
    .replace(/#.*/, "")
    .replace("*", "(?!)")
    .replace(/\/:(\w+)\?/g, "(?:/(?<$1>[^/]+))?")
    .replace(/:(\w+)(?!>)/g, "(?<$1>[^/]+)");
  return new RegExp(`^${source}$`);
}

/** The parameter in the fragment; empty if a mail program has damaged it. */
function fragmentOf(path: string, hash: string): Record<string, string> {
  const name = /#:(\w+)/.exec(path)?.[1];
  if (name === undefined) return {};
  try {
    return { [name]: decodeURIComponent(hash.slice(1)) };
  } catch {
    return { [name]: "" };
  }
}

/** Whether an address is a page of this app, which is opened without leaving it. */
export function isPageOfApp(url: URL, origin = location.origin): boolean {
  // The router follows paths alone.
  if (url.origin !== origin || url.search || url.hash) return false;
  return pageAt(url).name !== "not-found";
}

/** Identifies a page: when the key changes, the content of the screen changes. */
export function pageKey(page: Page): string {
  return entryOf(page).key?.(page) ?? page.name;
}
