export * from "./observable.js";
export * from "./observable-controller.js";

/** Calls `work` after the next paint. */
export function afterPaint(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work));
}
