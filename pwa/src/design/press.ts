/**
 * Resolves once the pointer that is down is released, behind its click. What would move under the
 * pointer waits for it: the click would hit nothing, or something else.
 */
export function untilReleased(): Promise<void> {
  return new Promise((resolve) => {
    const released = (): void => {
      removeEventListener("pointerup", released);
      removeEventListener("pointercancel", released);
      setTimeout(resolve);
    };
    addEventListener("pointerup", released);
    addEventListener("pointercancel", released);
  });
}
