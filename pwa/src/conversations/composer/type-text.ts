import { focusedElement } from "../../design/index.js";

/** Replaces a part of a text field as typing does: the browser can undo it if the field has the focus. */
export function typeText(
  field: HTMLTextAreaElement,
  text: string,
  from = field.selectionStart,
  to = field.selectionEnd,
): void {
  field.setSelectionRange(from, to);
  // It is deprecated, but nothing else writes into the browser's history of a field.
  if (focusedElement() === field && document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
}
