import type { ConversationWindow, WindowOptions } from "./window.js";

/** Messages drawn at first: enough for any screen, few enough for a slow phone. */
export const FIRST = 30;
/** Messages that fill the screen, most of them being short; the rest follow once these are painted. */
export function firstScreen(): number {
  return Math.min(FIRST, Math.ceil(innerHeight / 44));
}

/** Messages drawn at most, however long one scrolls. */
export const MOST = 100;
/**
 * Messages that stay when the window moves on: so many that even short ones, on a tall screen, put
 * the opposite end out of reach, else the window would move back at once.
 */
const KEPT = 70;
/** Pixels from an end of the page at which the window moves on. */
export const REACH = 300;

/** The window to read for what is above `shown`; undefined when the device holds nothing there. */
export function olderPart(
  shown: ConversationWindow,
  part: WindowOptions,
): WindowOptions | undefined {
  if (!shown.hasOlder) return undefined;
  if (!shown.hasNewer && part.limit < MOST) return { limit: MOST };
  const edge = shown.rows[Math.min(KEPT, shown.rows.length - 1)]?.seq;
  return edge === undefined ? undefined : { limit: MOST, before: edge };
}

/** The window to read for what is below `shown`; undefined when it reaches the newest. */
export function newerPart(shown: ConversationWindow): WindowOptions | undefined {
  if (!shown.hasNewer) return undefined;
  const edge = shown.rows[Math.max(0, shown.rows.length - KEPT)]?.seq;
  return edge === undefined ? { limit: FIRST } : { limit: MOST, after: edge - 1 };
}

/** Once a window has reached the newest message it follows it. */
export function followingPart(
  shown: ConversationWindow,
  part: WindowOptions,
): WindowOptions | undefined {
  const follows = [part.before, part.after, part.around].every((edge) => edge === undefined);
  if (follows || shown.hasNewer) return undefined;
  return { limit: shown.rows.length > FIRST ? MOST : FIRST };
}

/**
 * The window to read when the reader is near an end of `shown`, towards the newest messages first.
 * `above` and `below` are the pixels of it that are out of view.
 */
export function nextPart(
  shown: ConversationWindow,
  part: WindowOptions,
  { above, below }: { above: number; below: number },
): WindowOptions | undefined {
  const newer = below < REACH ? newerPart(shown) : undefined;
  return newer ?? (above < REACH ? olderPart(shown, part) : undefined);
}
