import { isId } from "@rally/shared/ids";

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

/** Addresses that people type from memory, or know from other sites, by what they lead to here. */
const aliases: Record<string, string> = {
  ...same(paths.signIn(), "/login", "/log-in", "/signin"),
  ...same(paths.register(), "/signup", "/sign-up", "/join", "/create-account"),
  ...same(paths.forgot(), "/forgot-password", "/reset-password"),
  ...same(paths.conversations(), "/c", "/chat", "/chats", "/conversations", "/messages", "/inbox"),
  ...same(paths.people(), "/friends", "/people/friends", "/contacts"),
  ...same(paths.people("requests"), "/requests", "/friend-requests"),
  ...same(paths.people("directory"), "/users", "/members", "/directory", "/everyone"),
  ...same(paths.people("apart"), "/blocked", "/people/blocked"),
  ...same(paths.settings(), "/account", "/preferences", "/profile", "/logout", "/sign-out"),
};

function same(path: string, ...others: string[]): Record<string, string> {
  return Object.fromEntries(others.map((other) => [other, path]));
}

/** The path that a path stands for: itself, or where a guessed one leads. */
export function canonicalPath(pathname: string): string {
  const path = pathname.toLowerCase().replace(/(.)\/$/, "$1");
  if (aliases[path] !== undefined) return aliases[path];
  // Fixed paths are all in small letters; ids and user names are read in either case.
  return pageOf(pathname).name === "not-found" && pageOf(path).name !== "not-found"
    ? path
    : pathname;
}

/** The page that an address names. */
export function pageAt(address: Pick<URL, "pathname" | "hash">): Page {
  return pageOf(canonicalPath(address.pathname), address.hash);
}

function pageOf(pathname: string, hash = ""): Page {
  const [first = "", second, ...rest] = pathname.replace(/^\/|\/$/g, "").split("/");
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
      return { name: first, token: tokenIn(hash) };
    default:
      return /^@\w{3,24}$/.test(first)
        ? { name: "profile", username: first.slice(1).toLowerCase() }
        : { name: "not-found" };
  }
}

/** The secret of a mailed link; none where a mail program has changed it. */
function tokenIn(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
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
