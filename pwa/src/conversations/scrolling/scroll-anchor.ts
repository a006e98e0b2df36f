import { readPlace, restorePlace, scrollToEnd, type ScrollPlace } from "./scroll-place.js";

/** Keeps the visible messages in place while the list around them changes. */
export class ScrollAnchor {
  /** The scroll position after the next render; undefined: unchanged. */
  next: ScrollPlace | "opening" | undefined = "opening";
  /** The position in the window that is being read; undefined: the reader keeps theirs. */
  wanted: ScrollPlace | undefined;
  /** The last known position; restored when the size of the list changes. */
  private last: ScrollPlace = { at: "end" };
  /** Whether the rendered list contains the newest message. */
  private reachesEnd = true;
  /** Whether it is scrolling smoothly to the end; restoring a position would interrupt that. */
  private isScrolling = false;
  private readonly resizes = new ResizeObserver(() => this.keepEnd());

  constructor(private readonly scroller: () => HTMLElement) {}

  scrollToEnd(behavior: ScrollBehavior): void {
    this.isScrolling = scrollToEnd(this.scroller(), behavior);
  }

  readonly scrollEnded = (): void => {
    this.isScrolling = false;
  };

  /** The seq of the message that the reader is at; undefined at the end and on the way elsewhere. */
  get readingSeq(): number | undefined {
    if (this.next !== undefined || this.wanted !== undefined || this.isScrolling) return undefined;
    return this.last.at === "message" ? this.last.seq : undefined;
  }

  /** Call it before a changed list is rendered, to keep the reader's position. */
  hold(): void {
    if (this.wanted) this.next = this.wanted;
    else if (!this.isScrolling) this.next ??= readPlace(this.scroller(), this.reachesEnd);
    this.wanted = undefined;
  }

  /** Call it after each render. @returns whether it is the first, which has no position yet. */
  restore(reachesEnd: boolean): boolean {
    const { next } = this;
    this.reachesEnd = reachesEnd;
    this.next = undefined;
    if (this.isScrolling) this.scrollToEnd("smooth");
    else if (next && next !== "opening") restorePlace(this.scroller(), next);
    return next === "opening";
  }

  /** Call it when the user has scrolled. */
  readPosition(): void {
    this.last = readPlace(this.scroller(), this.reachesEnd);
  }

  /** Keeps the newest message in view when the visible area or the rows of `list` are resized. */
  observe(list: HTMLElement): void {
    // A touch keyboard or the composer takes space.
    this.resizes.observe(this.scroller());
    // A picture or a font that arrives late changes the height of rows.
    this.resizes.observe(list);
  }

  disconnect(): void {
    this.resizes.disconnect();
  }

  private keepEnd(): void {
    if (this.last.at === "end" && !this.isScrolling) restorePlace(this.scroller(), this.last);
  }
}
