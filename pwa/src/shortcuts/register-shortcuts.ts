import { isPressed, isTyping } from "./keys.js";
import { shortcuts, type OverlayEvent } from "./shortcuts.js";

/**
 * Calls `open` for each shortcut of the table that opens something. One without a modifier is not a
 * shortcut while the user types in a field.
 * @returns a function that ends it.
 */
export function registerShortcuts(open: (name: OverlayEvent) => void): () => void {
  const pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    for (const { keys, opens } of shortcuts) {
      const combination = keys.find((keys) => isPressed(event, keys));
      if (!opens || combination === undefined) continue;
      if (!combination.startsWith("Mod+") && isTyping(event)) continue;
      event.preventDefault();
      open(opens);
      return;
    }
  };
  // Before the page: what takes printable keys there leaves a shortcut alone once it is taken.
  addEventListener("keydown", pressed, { capture: true });
  return () => removeEventListener("keydown", pressed, { capture: true });
}
