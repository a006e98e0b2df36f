/**
 * A name or an address in small letters as the database folds them: letter by letter, so that
 * whatever finds the same account is counted as the same. (`toLowerCase` of a whole text makes two
 * letters of `İ`, and of `Σ` one that depends on its place.)
 */
export function folded(text: string): string {
  return Array.from(text, (letter) => Array.from(letter.toLowerCase())[0]).join("");
}
