import { msg } from "@lit/localize";

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether a key press is `combination`, as the table of shortcuts writes it. */
export function isPressed(event: KeyboardEvent, combination: string): boolean {
  const { key, modifiers } = parse(combination);
  const withMod = isApple ? event.metaKey : event.ctrlKey;
  const withOther = isApple ? event.ctrlKey : event.metaKey;
  if (withOther || event.altKey || withMod !== modifiers.includes("Mod")) return false;
  // Whether a sign needs Shift depends on the keyboard.
  const isLetter = /^\p{L}$/u.test(key);
  if (isLetter && event.shiftKey !== modifiers.includes("Shift")) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** The names on the keys of `combination`, in the order in which they are pressed. */
export function keyNames(combination: string): string[] {
  const { key, modifiers } = parse(combination);
  return [...modifiers, key].map(nameOf);
}

/** Whether keys go into a field, and are no shortcuts there. */
export function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

function parse(combination: string): { key: string; modifiers: string[] } {
  const modifiers = combination.match(/(?:Mod|Shift)(?=\+)/g) ?? [];
  return { key: combination.replace(/(?:Mod|Shift)\+/g, ""), modifiers };
}

function nameOf(key: string): string {
  switch (key) {
    case "Mod":
      return isApple ? "⌘" : msg("Ctrl");
    case "Shift":
      return isApple ? "⇧" : msg("Shift");
    case "Enter":
      return msg("Enter");
    case "Escape":
      return msg("Esc");
    case "Home":
      return msg("Home", { id: "key-home" });
    case "End":
      return msg("End");
    case "ArrowUp":
      return "↑";
    case "ArrowDown":
      return "↓";
    default:
      return key.toUpperCase();
  }
}
