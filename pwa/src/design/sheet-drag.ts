/** Pixels by which a sheet is dragged down to close it, and fewer with a flick. */
const FAR = 96;
const FLICK = 24;
/** Pixels per millisecond that make a drag a flick. */
const FAST = 0.5;

interface Sheet {
  panel: () => HTMLElement | null;
  /** Whether a finger that moves down drags the sheet, rather than scrolling what is in it. */
  canDrag: () => boolean;
  close: () => void;
}

/** Lets a finger drag a sheet down, and closes it if the finger went far or fast enough. */
export class SheetDrag {
  private from: { y: number; time: number } | undefined;
  /** Pixels by which it is dragged; undefined before the finger has moved down. */
  private by: number | undefined;

  constructor(private readonly sheet: Sheet) {}

  readonly start = ({ touches, timeStamp }: TouchEvent): void => {
    const [touch] = touches;
    this.from =
      touch && touches.length === 1 && this.sheet.canDrag()
        ? { y: touch.clientY, time: timeStamp }
        : undefined;
  };

  readonly move = (event: TouchEvent): void => {
    const [touch] = event.touches;
    if (!this.from || !touch) return;
    const by = touch.clientY - this.from.y;
    if (this.by === undefined && by <= 0) {
      // It scrolls what is in the sheet.
      this.from = undefined;
      return;
    }
    event.preventDefault();
    this.show(Math.max(0, by));
  };

  readonly end = ({ timeStamp }: TouchEvent): void => {
    const { from, by = 0 } = this;
    this.cancel();
    if (!from) return;
    const speed = by / Math.max(1, timeStamp - from.time);
    if (by >= FAR || (by >= FLICK && speed >= FAST)) this.sheet.close();
  };

  readonly cancel = (): void => {
    this.from = undefined;
    this.show(undefined);
  };

  private show(by: number | undefined): void {
    this.by = by;
    const panel = this.sheet.panel();
    panel?.classList.toggle("dragged", by !== undefined);
    if (by === undefined) panel?.style.removeProperty("--drag");
    else panel?.style.setProperty("--drag", `${by}px`);
  }
}
