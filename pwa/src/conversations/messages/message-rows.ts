import { dayOf } from "../../localization/index.js";
import type { MessageView } from "./message-views.js";

/** A row of the message list. */
export type MessageListRow =
  | { kind: "day"; key: string; at: number }
  | { kind: "unread"; key: "unread" }
  /** A number of messages by ignored users. */
  | { kind: "hidden"; key: string; count: number }
  | {
      kind: "message";
      key: string;
      view: MessageView;
      /** Whether it is the first or the last of its author's group. */
      opens: boolean;
      closes: boolean;
    };

/** Milliseconds between two messages after which a new group starts. */
const PAUSE = 5 * 60_000;

/**
 * Lays out messages: a heading for each day, a line before the first unread message, and
 * consecutive messages of an author as a group.
 * @param unreadFrom the marker when the conversation was opened; undefined: no line.
 */
export function messageRows(
  views: readonly MessageView[],
  unreadFrom: number | undefined,
): MessageListRow[] {
  const rows: MessageListRow[] = [];
  let previous: Extract<MessageListRow, { kind: "message" }> | undefined;
  let day: number | undefined;
  let hasUnreadLine = unreadFrom === undefined;
  for (const view of views) {
    if (view.removed) continue;
    if (view.hidden) {
      const last = rows.at(-1);
      if (last?.kind === "hidden") last.count += 1;
      else rows.push({ kind: "hidden", key: `hidden-${view.id}`, count: 1 });
      previous = undefined;
      continue;
    }
    const opensDay = day !== dayOf(view.at);
    day = dayOf(view.at);
    const startsUnread = !hasUnreadLine && isUnread(view, unreadFrom ?? 0);
    if (opensDay) rows.push({ kind: "day", key: `day-${dayOf(view.at)}`, at: view.at });
    if (startsUnread) {
      rows.push({ kind: "unread", key: "unread" });
      hasUnreadLine = true;
    }
    const continues = !opensDay && !startsUnread && previous && belongTogether(previous.view, view);
    if (continues && previous) previous.closes = false;
    previous = { kind: "message", key: view.id, view, opens: !continues, closes: true };
    rows.push(previous);
  }
  return distinctDays(rows);
}

function isUnread(view: MessageView, marker: number): boolean {
  return !view.own && !view.deleted && view.seq !== undefined && view.seq > marker;
}

function belongTogether(earlier: MessageView, later: MessageView): boolean {
  return (
    earlier.author === later.author &&
    earlier.own === later.own &&
    Math.abs(later.at - earlier.at) < PAUSE
  );
}

/** If the clock was set back, a day can start twice; each row needs a unique key. */
function distinctDays(rows: MessageListRow[]): MessageListRow[] {
  const seen = new Map<string, number>();
  for (const row of rows) {
    const times = seen.get(row.key) ?? 0;
    seen.set(row.key, times + 1);
    if (times > 0 && row.kind === "day") row.key = `${row.key}-${times}`;
  }
  return rows;
}
