import { indicator, vibrate, type GestureHandlers } from "./gestures.js";

/** Pixels by which the list is pulled past its top to load what is older. */
export const PULL = 72;

/** A pull past the top of a list loads older messages. @returns a function that ends it. */
export function pullAtTop(scroller: HTMLElement, handlers: GestureHandlers): () => void {
  let from: number | undefined;
  let by = 0;

  const show = (next: number): void => {
    if (next >= PULL && by < PULL) vibrate();
    by = next;
    const sign = indicator(scroller, "pull");
    sign?.classList.toggle("due", by >= PULL);
    sign?.style.setProperty("--progress", String(Math.min(1, by / PULL)));
  };
  const start = ({ touches }: TouchEvent): void => {
    const [touch] = touches;
    const pulls = touches.length === 1 && scroller.scrollTop <= 0 && handlers.hasOlder();
    from = pulls ? touch?.clientY : undefined;
  };
  const move = (event: TouchEvent): void => {
    const [touch] = event.touches;
    if (from === undefined || !touch) return;
    const next = touch.clientY - from;
    if (next <= 0 && by === 0) {
      from = undefined;
      return;
    }
    // Else the browser takes the finger for a scroll, and reports its movements no more.
    if (event.cancelable) event.preventDefault();
    show(Math.max(0, next));
  };
  const end = (): void => {
    const due = from !== undefined && by >= PULL;
    cancel();
    if (due) handlers.loadOlder();
  };
  const cancel = (): void => {
    from = undefined;
    show(0);
  };

  const ending = new AbortController();
  const { signal } = ending;
  let releaseMoves: (() => void) | undefined;
  /** A listener that may prevent scrolling delays it, so that it is there only while the top is. */
  const follow = (): void => {
    const atTop = scroller.scrollTop <= 0;
    if (atTop === (releaseMoves !== undefined)) return;
    releaseMoves?.();
    releaseMoves = undefined;
    if (!atTop) return;
    scroller.addEventListener("touchmove", move, { passive: false });
    releaseMoves = () => {
      scroller.removeEventListener("touchmove", move);
    };
  };
  follow();
  scroller.addEventListener("scroll", follow, { signal, passive: true });
  scroller.addEventListener("touchstart", start, { signal, passive: true });
  scroller.addEventListener("touchend", end, { signal });
  scroller.addEventListener("touchcancel", cancel, { signal });
  return () => {
    releaseMoves?.();
    ending.abort();
  };
}
