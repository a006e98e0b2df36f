/** What a list of messages does at each gesture. `message` is the row of one. */
export interface GestureHandlers {
  /** Shows what can be done with a message. @returns whether there is anything. */
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
