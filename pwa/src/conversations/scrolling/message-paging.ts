import type { ConversationWindow, WindowRange } from "../messages/conversation-window.js";

/** Messages rendered at first: enough for any screen, few enough for a slow phone. */
export const FIRST = 30;
/** Messages that fill the screen if most are short; the others follow after the first paint. */
export function firstScreen(): number {
  return Math.min(FIRST, Math.ceil(innerHeight / 44));
}

/** The largest number of rendered messages. */
export const MOST = 100;
/**
 * Messages kept when the window moves: enough that even short ones on a tall screen leave the
 * opposite end out of reach, or the window would move back at once.
 */
const KEPT = 70;
/** Pixels from an end of the list at which the window moves. */
export const REACH = 300;

/** The window above `shown`; undefined if this device has no older messages. */
export function olderRange(shown: ConversationWindow, range: WindowRange): WindowRange | undefined {
  if (!shown.hasOlder) return undefined;
  if (!shown.hasNewer && range.limit < MOST) return { limit: MOST };
  const edge = shown.rows[Math.min(KEPT, shown.rows.length - 1)]?.seq;
  return edge === undefined ? undefined : { limit: MOST, before: edge };
}

/** The window below `shown`; undefined if it contains the newest message. */
export function newerRange(shown: ConversationWindow): WindowRange | undefined {
  if (!shown.hasNewer) return undefined;
  const edge = shown.rows[Math.max(0, shown.rows.length - KEPT)]?.seq;
  return edge === undefined ? { limit: FIRST } : { limit: MOST, after: edge - 1 };
}

/** A window that contains the newest message follows it. */
export function followingRange(
  shown: ConversationWindow,
  range: WindowRange,
): WindowRange | undefined {
  const follows = [range.before, range.after, range.around].every((edge) => edge === undefined);
  if (follows || shown.hasNewer) return undefined;
  return { limit: shown.rows.length > FIRST ? MOST : FIRST };
}

/**
 * The next window if the reader is near an end of `shown`; the newer end comes first.
 * `above` and `below` are the pixels of the list that are out of view.
 */
export function nextRange(
  shown: ConversationWindow,
  range: WindowRange,
  { above, below }: { above: number; below: number },
): WindowRange | undefined {
  const newer = below < REACH ? newerRange(shown) : undefined;
  return newer ?? (above < REACH ? olderRange(shown, range) : undefined);
}
