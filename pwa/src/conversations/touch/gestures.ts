/** What each gesture does in a list of messages. `message` is the row of a message. */
export interface GestureHandlers {
  /** Shows the actions of a message. @returns whether it has any. */
  openActions: (message: HTMLElement) => boolean;
  canReply: (message: HTMLElement) => boolean;
  reply: (message: HTMLElement) => void;
  /** Whether there are older messages to load. */
  hasOlder: () => boolean;
  /** Loads older messages now. */
  loadOlder: () => void;
}

/** The element that shows a gesture, next to the scroller. */
export function indicator(scroller: HTMLElement, name: "swipe" | "pull"): HTMLElement | null {
  return scroller.parentNode?.querySelector<HTMLElement>(`.gesture.${name}`) ?? null;
}

/** A short vibration, where the device has one and the user has touched the page. */
export function vibrate(): void {
  if ("vibrate" in navigator) navigator.vibrate(10);
}
