import type { TemplateResult } from "lit";
import type { IconName } from "../design/index.js";

/** Values that a page shows besides the parameters of its address. */
export interface PageContext {
  /** The username of the session that has expired; empty for a first sign-in. */
  again: string;
}

/** A page's place in the navigation; the places follow the order of the table. */
export interface NavigationPlace {
  icon: IconName;
  label: () => string;
}

/** Reads one parameter of an address: undefined when the text is not valid. */
export type ReadParameter<T> = (text: string | undefined) => T | undefined;

export type Pane = "list" | "page" | "whole";

/** One page of the app, as `pages.ts` lists it. */
export interface PageEntry<Path extends string, Values extends object> {
  /**
   * The path, with a `:name` for each parameter; `:name?` may be missing. A parameter after `#` is
   * read from the address's fragment, which no request contains.
   */
  path: Path;
  /** Reads each parameter of `path`. */
  parameters?: { readonly [Name in keyof Values]: ReadParameter<Values[Name]> };
  /** Other paths that users may guess, listed by the path of this page that they lead to. */
  aliases?: Readonly<Record<string, readonly string[]>>;
  /** The tab's title until the page announces its heading; if empty, the title is "Rally". */
  title: () => string;
  access: "anyone" | "signed-out" | "signed-in";
  navigation?: NavigationPlace;
  /** The page of the back link for users who came from outside the app; default: conversations. */
  parent?: string;
  /** Shown on narrow screens: list or page. `whole`: wide screens show no list beside it either. */
  pane?: Pane | ((values: Values) => Pane);
  /** The page's own navigation: it takes the place of the conversations in the left pane. */
  sections?: { module: string; render: (values: Values) => TemplateResult };
  /** The component's file, loaded when the page is first shown; missing if in the first load. */
  module?: string;
  render: (values: Values, context: PageContext) => TemplateResult;
  /** Identifies an address of the page, if different addresses show different content. */
  key?: (values: Values) => string;
  /** Whether the fragment is removed from the address bar and the history once it is read. */
  clearsHash?: boolean;
}

/** Checks an entry's `path`, `parameters` and `render` against each other. */
export function page<const Path extends string, Values extends object = object>(
  entry: PageEntry<Path, Values>,
): PageEntry<Path, Values> {
  return entry;
}
