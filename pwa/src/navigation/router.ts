import { isId } from "@rally/shared/ids";
import { Observable, type Readable } from "../observable/index.js";

/** The lists of people. */
export type PeopleTab = "friends" | "requests" | "directory" | "apart";

/** Every page of the app, as its address says it. */
export type Page =
  | { name: "conversations" }
  | { name: "conversation"; id: string }
  | { name: "sign-in" }
  | { name: "register" }
  | { name: "setup" | "reset" | "confirm"; token: string }
  | { name: "forgot" }
  | { name: "home" }
  | { name: "people"; tab: PeopleTab }
  | { name: "profile"; username: string }
  | { name: "notifications" }
  | { name: "settings" }
  | { name: "not-found" };

export const paths = {
  conversations: () => "/",
  conversation: (id: string) => `/c/${id}`,
  signIn: () => "/sign-in",
  register: () => "/register",
  forgot: () => "/forgot",
  home: () => "/home",
  people: (tab: PeopleTab = "friends") => (tab === "friends" ? "/people" : `/people/${tab}`),
  profile: (username: string) => `/@${username}`,
  notifications: () => "/notifications",
  settings: () => "/settings",
} as const;

/** The page that an address names. */
export function pageAt(address: Pick<URL, "pathname" | "hash">): Page {
  const [first = "", second, ...rest] = address.pathname.replace(/^\/|\/$/g, "").split("/");
  if (rest.length > 0) return { name: "not-found" };
  if (first === "c" && isId(second)) return { name: "conversation", id: second };
  if (first === "people" && isPeopleTab(second)) return { name: "people", tab: second };
  if (second !== undefined) return { name: "not-found" };
  switch (first) {
    case "":
      return { name: "conversations" };
    case "sign-in":
    case "register":
    case "forgot":
    case "home":
    case "notifications":
    case "settings":
      return { name: first };
    case "people":
      return { name: "people", tab: "friends" };
    case "setup":
    case "reset":
    case "confirm":
      return { name: first, token: decodeURIComponent(address.hash.slice(1)) };
    default:
      return /^@\w{3,24}$/.test(first)
        ? { name: "profile", username: first.slice(1).toLowerCase() }
        : { name: "not-found" };
  }
}

function isPeopleTab(part: string | undefined): part is PeopleTab {
  return part === "requests" || part === "directory" || part === "apart";
}

/** What tells one page from another: where it changes, so does what is on the screen. */
export function pageKey(page: Page): string {
  switch (page.name) {
    case "conversation":
      return page.id;
    case "profile":
      return `@${page.username}`;
    default:
      return page.name;
  }
}

/**
 * The app's place in the browser's history: follows links of this origin, back and forward, and
 * tells who listens.
 */
export class Router {
  private readonly current = new Observable<Page>({ name: "conversations" });

  get page(): Readable<Page> {
    return this.current;
  }

  start(): void {
    this.changed();
    window.addEventListener("popstate", this.changed);
    window.addEventListener("hashchange", this.changed);
    document.addEventListener("click", this.followLink);
  }

  /** Goes to an address of this app; `replace` leaves no step to come back to. */
  go(path: string, { replace = false } = {}): void {
    if (replace) history.replaceState(null, "", path);
    else if (path !== location.pathname) history.pushState(null, "", path);
    this.changed();
  }

  private readonly changed = (): void => {
    const page = pageAt(location);
    this.current.set(page);
    // A mailed token is the page's from here on, and not the address bar's nor the history's.
    if (page.name === "reset" || page.name === "confirm") {
      history.replaceState(null, "", location.pathname);
    }
  };

  private readonly followLink = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link || link.target || link.hasAttribute("download") || !link.href) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.hash) return;
    event.preventDefault();
    this.go(url.pathname);
  };
}

/** The one router of this page. */
export const router = new Router();
