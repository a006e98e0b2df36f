import { limits } from "@rally/shared/limits";

/**
 * A count as it is shown: "999+" where nobody counts further, in every language. Unread messages of a
 * conversation are counted up to `limits.unreadCounted`.
 */
export function shownCount(count: number): string {
  return count >= limits.unreadCounted ? `${limits.unreadCounted - 1}+` : String(count);
}
