import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Elements that use printable keys themselves. */
const USES_KEYS =
  "input, textarea, select, [contenteditable], dialog, [popover], [role=dialog], [role=menu], [role=listbox], wa-dropdown[open]";

/**
 * Sends a printable key that is pressed anywhere in a conversation to its composer. The browser types
 * the character there by itself, because the focus moves before the key takes effect.
 */
export class TypeAnywhere implements ReactiveController {
  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly focusComposer: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("keydown", this.pressed);
  }

  hostDisconnected(): void {
    window.removeEventListener("keydown", this.pressed);
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || !isCharacter(event)) return;
    const path = event.composedPath();
    const target = path[0];
    const isHere = path.includes(this.host) || target === document.body;
    const usesKeys = path.some((node) => node instanceof Element && node.matches(USES_KEYS));
    // While a dialog is open, the rest of the page cannot take the focus.
    if (isHere && !usesKeys) this.focusComposer();
  };
}

/** Whether a key types a visible character. A space scrolls, or presses a button. */
function isCharacter(event: KeyboardEvent): boolean {
  const { key, ctrlKey, altKey, metaKey } = event;
  const hasModifier = (ctrlKey || altKey || metaKey) && !event.getModifierState("AltGraph");
  return !hasModifier && [...key].length === 1 && key.trim() !== "";
}
