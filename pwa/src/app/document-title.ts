import { limits } from "@rally/shared/limits";
import { shownCount } from "../localization/index.js";

const shown = { heading: "", unread: 0 };

/** Sets the tab's title: "(3) Ada · Rally". */
export function showTitle(heading: string): void {
  shown.heading = heading;
  write();
}

/** Shows the unread count in the tab's title and, where supported, on the app's icon. */
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
    // Some platforms forbid badges for pages that are not installed; the title shows the count.
    console.debug("failed to set the app badge", error);
  });
}

function write(): void {
  const name = shown.heading ? `${shown.heading} · Rally` : "Rally";
  const title = shown.unread > 0 ? `(${shownCount(shown.unread)}) ${name}` : name;
  if (document.title !== title) document.title = title;
}
