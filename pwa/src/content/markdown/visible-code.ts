/** Characters that do not show in code but change what it does or how it looks. */
const HIDDEN = /[^\P{Cc}\t\n]|[\p{Bidi_Control}\u200b\u2060\ufeff]/gu;

/** Code with its invisible characters shown: control characters as pictures, others by number. */
export function visibleCode(code: string): string {
  return code.replace(HIDDEN, (character) => {
    const number = character.charCodeAt(0);
    if (number < 0x20) return String.fromCharCode(0x2400 + number);
    return `⟨U+${number.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}
