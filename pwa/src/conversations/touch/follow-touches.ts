import type { GestureHandlers } from "./gestures.js";
import { messageTouches } from "./message-touches.js";
import { pullAtTop } from "./pull-at-top.js";

/** Follows fingers on a list of messages. @returns a function that ends it. */
export function followTouches(scroller: HTMLElement, handlers: GestureHandlers): () => void {
  const releases = [messageTouches(scroller, handlers), pullAtTop(scroller, handlers)];
  return () => {
    for (const release of releases) release();
  };
}
