/** The element that has the focus, in whichever shadow root. */
export function focusedElement(): HTMLElement | undefined {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused instanceof HTMLElement ? focused : undefined;
}

/**
 * Focuses the first input of a dialog that has faded in, and selects its text. A user who is in a
 * field already stays there: what they type must not go into another one.
 */
export function focusFirstInput(root: HTMLElement | DocumentFragment): void {
  const focused = (root as ShadowRoot).activeElement;
  if (focused?.matches("input, select, textarea")) return;
  const input = root.querySelector("input");
  input?.focus();
  input?.select();
}
