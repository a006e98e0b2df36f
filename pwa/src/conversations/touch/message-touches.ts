import { indicator, vibrate, type GestureHandlers } from "./gestures.js";

/** Milliseconds after which a touch is a long press. */
export const LONG_PRESS = 450;
/** Pixels by which a finger that rests may move. */
export const REST = 10;
/** Pixels by which a message is swiped to reply to it. */
export const SWIPE = 56;
/** The message moves less than the finger, and never further than this. */
const FURTHEST = 80;

interface Touch {
  pointer: number;
  message: HTMLElement;
  x: number;
  y: number;
  timer: ReturnType<typeof setTimeout>;
  kind: "resting" | "pressed" | "swiping";
  /** Pixels by which it was swiped. */
  by: number;
}

/**
 * A long press on a message shows its actions, a swipe towards the end of the line replies to it.
 * `touch-action` leaves vertical movements to the browser, which then cancels the pointer.
 * @returns a function that ends it.
 */
export function messageTouches(scroller: HTMLElement, handlers: GestureHandlers): () => void {
  let touch: Touch | undefined;

  const end = (): void => {
    if (!touch) return;
    clearTimeout(touch.timer);
    if (touch.kind === "swiping") showSwipe(scroller, touch.message, undefined);
    touch = undefined;
  };
  const press = (): void => {
    if (!touch || !handlers.openActions(touch.message)) return;
    touch.kind = "pressed";
    vibrate();
  };
  const down = (event: PointerEvent): void => {
    end();
    const message = event.pointerType === "touch" && event.isPrimary && messageOf(event);
    if (!message) return;
    const { pointerId: pointer, clientX: x, clientY: y } = event;
    touch = {
      pointer,
      message,
      x,
      y,
      timer: setTimeout(press, LONG_PRESS),
      kind: "resting",
      by: 0,
    };
  };
  const move = (event: PointerEvent): void => {
    if (touch?.pointer !== event.pointerId || touch.kind === "pressed") return;
    const isRightToLeft = getComputedStyle(scroller).direction === "rtl";
    const by = (event.clientX - touch.x) * (isRightToLeft ? -1 : 1);
    const across = event.clientY - touch.y;
    if (touch.kind === "resting") {
      if (Math.hypot(by, across) <= REST) return;
      clearTimeout(touch.timer);
      const isSwipe = by > Math.abs(across) && handlers.canReply(touch.message);
      if (!isSwipe) {
        touch = undefined;
        return;
      }
      touch.kind = "swiping";
    }
    if (by >= SWIPE && touch.by < SWIPE) vibrate();
    touch.by = by;
    showSwipe(scroller, touch.message, { by: Math.max(0, by), isRightToLeft });
  };
  const up = (event: PointerEvent): void => {
    if (touch?.pointer !== event.pointerId) return;
    const { kind, by, message } = touch;
    // A touch that was a long press has its end left, for `lift`.
    if (kind === "pressed") return;
    end();
    if (kind === "swiping" && by >= SWIPE) handlers.reply(message);
  };
  const cancel = (event: PointerEvent): void => {
    if (touch?.pointer === event.pointerId && touch.kind !== "pressed") end();
  };
  /** After a long press the finger lifts, which is no click on what lies below it by now. */
  const lift = (event: TouchEvent): void => {
    if (touch?.kind !== "pressed") return;
    if (event.cancelable) event.preventDefault();
    touch = undefined;
  };
  const menu = (event: MouseEvent): void => {
    const { pointerType } = event as PointerEvent;
    if ((touch || pointerType === "touch") && messageOf(event)) event.preventDefault();
  };

  const ending = new AbortController();
  const { signal } = ending;
  scroller.addEventListener("pointerdown", down, { signal });
  scroller.addEventListener("pointermove", move, { signal });
  scroller.addEventListener("pointerup", up, { signal });
  scroller.addEventListener("pointercancel", cancel, { signal });
  scroller.addEventListener("touchend", lift, { signal, passive: false });
  scroller.addEventListener("touchcancel", lift, { signal });
  scroller.addEventListener("contextmenu", menu, { signal });
  return () => {
    end();
    ending.abort();
  };
}

/** Moves a message with the finger, with the arrow appearing where it was; undefined: back. */
function showSwipe(
  scroller: HTMLElement,
  message: HTMLElement,
  swipe: { by: number; isRightToLeft: boolean } | undefined,
): void {
  const arrow = indicator(scroller, "swipe");
  arrow?.classList.toggle("due", (swipe?.by ?? 0) >= SWIPE);
  arrow?.style.setProperty("--progress", String(Math.min(1, (swipe?.by ?? 0) / SWIPE)));
  message.classList.toggle("swiped", swipe !== undefined);
  if (!swipe) {
    message.style.removeProperty("translate");
    return;
  }
  const moved = FURTHEST * (1 - Math.exp(-swipe.by / FURTHEST));
  message.style.translate = `${swipe.isRightToLeft ? -moved : moved}px`;
  const { top, height } = message.getBoundingClientRect();
  const middle = top + height / 2 - scroller.getBoundingClientRect().top;
  if (arrow) arrow.style.top = `${middle}px`;
}

function messageOf(event: Event): HTMLElement | undefined {
  return event
    .composedPath()
    .find((node): node is HTMLElement => node instanceof HTMLElement && node.matches(".message"));
}
