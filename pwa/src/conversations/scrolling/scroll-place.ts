/** A scroll position in a list of messages, relative to a message rather than in pixels. */
export type ScrollPlace = { at: "end" } | MessagePlace;

export interface MessagePlace {
  at: "message";
  id: string;
  /** Undefined: the message has not been sent yet. */
  seq: number | undefined;
  /** Pixels from the top of the visible area to the message. */
  offset: number;
}

/** Pixels from the end within which the list follows new messages. */
const AT_END = 48;

export function distanceFromEnd(scroller: HTMLElement): number {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
}

/** The topmost visible message and its offset; or the end, if the newest message is visible. */
export function readPlace(scroller: HTMLElement, reachesNewest: boolean): ScrollPlace {
  if (reachesNewest && distanceFromEnd(scroller) < AT_END) return { at: "end" };
  const top = scroller.getBoundingClientRect().top;
  const rows = messageElements(scroller);
  const row = rows[countAbove(rows, top)];
  if (!row) return { at: "end" };
  const { id = "" } = row.dataset;
  const offset = row.getBoundingClientRect().top - top;
  return { at: "message", id, seq: seqOf(row), offset };
}

/**
 * The number of rows whose lower edge is at most `bottom`. Rows are in order from top to bottom, so it
 * measures few of them: it runs with every scroll event.
 */
function countAbove(rows: readonly HTMLElement[], bottom: number): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const edge = rows[middle]?.getBoundingClientRect().bottom ?? Infinity;
    if (edge <= bottom) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Scrolls to a position, whatever was inserted above it. */
export function restorePlace(scroller: HTMLElement, place: ScrollPlace): void {
  if (place.at === "end") {
    scroller.scrollTop = scroller.scrollHeight;
    return;
  }
  const row = messageElement(scroller, place.id);
  if (!row) return;
  const offset = row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop += offset - place.offset;
}

/** The offset at which `row` is in the middle of the visible area. */
export function middleFor(scroller: HTMLElement, row: HTMLElement | undefined): number {
  return Math.max(0, (scroller.clientHeight - (row?.offsetHeight ?? 0)) / 2);
}

/**
 * Scrolls until `row` is visible: in the middle, or only as far as needed. `scrollIntoView` would
 * also scroll every box around the scroller.
 */
export function showRow(
  scroller: HTMLElement,
  row: HTMLElement,
  { block, behavior = "auto" }: { block: "center" | "nearest"; behavior?: ScrollBehavior },
): void {
  const box = row.getBoundingClientRect();
  const frame = scroller.getBoundingClientRect();
  let by: number;
  if (block === "center") by = box.top - frame.top - middleFor(scroller, row);
  else if (box.top < frame.top) by = box.top - frame.top;
  else by = Math.max(0, Math.min(box.bottom - frame.bottom, box.top - frame.top));
  scroller.scrollBy({ top: by, behavior: calm(behavior) });
}

/** The highest seq of the messages whose end is visible. */
export function lastSeqInView(scroller: HTMLElement): number {
  const bottom = scroller.getBoundingClientRect().bottom + 1;
  const rows = messageElements(scroller);
  const sent = rows.slice(0, countAbove(rows, bottom)).findLast((row) => seqOf(row) !== undefined);
  return (sent && seqOf(sent)) ?? 0;
}

function seqOf(row: HTMLElement): number | undefined {
  return Number(row.dataset["seq"] ?? 0) || undefined;
}

export function messageElement(scroller: HTMLElement, id: string): HTMLElement | undefined {
  return messageElements(scroller).find((row) => row.dataset["id"] === id);
}

export function messageElements(scroller: HTMLElement): HTMLElement[] {
  return [...scroller.querySelectorAll<HTMLElement>(".message")];
}

/** Respects the user's preference for reduced motion. */
export function calm(behavior: ScrollBehavior): ScrollBehavior {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : behavior;
}

/** @returns whether it scrolls smoothly, so that `scrollend` is fired at the end. */
export function scrollToEnd(scroller: HTMLElement, wanted: ScrollBehavior): boolean {
  const behavior = calm(wanted);
  scroller.scrollTo({ top: scroller.scrollHeight, behavior });
  return behavior === "smooth" && "onscrollend" in window;
}
