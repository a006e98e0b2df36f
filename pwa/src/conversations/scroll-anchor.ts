import { readPlace, restorePlace, scrollToEnd, type ScrollPlace } from "./scroll-place.js";

/** Keeps what the reader looks at where it is while the list around it changes. */
export class ScrollAnchor {
  /** Where the next rendered list is scrolled to; undefined: it stays where it is. */
  next: ScrollPlace | "opening" | undefined = "opening";
  /** Where the reader was when last looked; kept when the room for the list changes. */
  private last: ScrollPlace = { at: "end" };
  /** Whether the page, as rendered, ends with the newest message. */
  private reachesEnd = true;
  /** Whether it scrolls to the end by itself; to keep the place then would stop it halfway. */
  private isScrolling = false;

  constructor(private readonly scroller: () => HTMLElement) {}

  scrollToEnd(behavior: ScrollBehavior): void {
    this.isScrolling = scrollToEnd(this.scroller(), behavior);
  }

  readonly scrollEnded = (): void => {
    this.isScrolling = false;
  };

  /** To be called before a changed list is rendered: it is to leave the reader where they are. */
  hold(): void {
    if (!this.isScrolling) this.next ??= readPlace(this.scroller(), this.reachesEnd);
  }

  /** To be called with each rendered list. @returns whether it is the first, which has no place yet. */
  restore(reachesEnd: boolean): boolean {
    const { next } = this;
    this.reachesEnd = reachesEnd;
    this.next = undefined;
    if (this.isScrolling) this.scrollToEnd("smooth");
    else if (next && next !== "opening") restorePlace(this.scroller(), next);
    return next === "opening";
  }

  /** To be called when the reader has scrolled. */
  look(): void {
    this.last = readPlace(this.scroller(), this.reachesEnd);
  }

  /** The keyboard of a phone or a growing composer takes room; the newest words stay in view. */
  keepEnd(): void {
    if (this.last.at === "end") restorePlace(this.scroller(), this.last);
  }
}
