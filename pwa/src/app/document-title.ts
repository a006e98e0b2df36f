import { msg } from "@lit/localize";
import { limits } from "@rally/shared/limits";
import { shownCount } from "../localization/index.js";

const shown = { heading: "", unread: 0 };

/** Names the page in the tab: "(3) Ada · Rally". A page's own words, or one of the known pages. */
export function showTitle(page: "sign-in" | "register" | { heading: string }): void {
  if (page === "sign-in") shown.heading = msg("Sign in");
  else if (page === "register") shown.heading = msg("Create an account");
  else shown.heading = page.heading;
  write();
}

/** Shows how much is unread in the tab's title and, where the platform can, on the app's icon. */
export function showUnread(count: number): void {
  if (count === shown.unread) return;
  shown.unread = count;
  write();
  if (!("setAppBadge" in navigator)) return;
  const badge =
    count > 0
      ? navigator.setAppBadge(Math.min(count, limits.unreadCounted - 1))
      : navigator.clearAppBadge();
  badge.catch((error: unknown) => {
    // Platforms may forbid badges to pages that are not installed; the title still tells.
    console.debug("No app badge", error);
  });
}

function write(): void {
  const name = shown.heading ? `${shown.heading} · Rally` : "Rally";
  const title = shown.unread > 0 ? `(${shownCount(shown.unread)}) ${name}` : name;
  if (document.title !== title) document.title = title;
}
