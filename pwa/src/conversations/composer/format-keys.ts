import { isPressed } from "../../shortcuts/index.js";
import { typeText } from "./type-text.js";

/** The markup around a selection, by its shortcut. */
const marks: Readonly<Record<string, string>> = {
  "Mod+b": "**",
  "Mod+i": "*",
  "Mod+e": "`",
  "Mod+Shift+x": "~~",
};

/**
 * Puts markup around the selection of a text field, or removes it.
 * @returns whether `event` is a shortcut for that
 */
export function formatWithKeys(event: KeyboardEvent): boolean {
  const mark = Object.entries(marks).find(([keys]) => isPressed(event, keys))?.[1];
  if (mark === undefined) return false;
  event.preventDefault();
  toggleMark(event.target as HTMLTextAreaElement, mark);
  return true;
}

function toggleMark(field: HTMLTextAreaElement, mark: string): void {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const before = lengthOfRun(value, start, -1, mark);
  const after = lengthOfRun(value, end, 1, mark);
  const isMarked = hasMark(Math.min(before, after), mark);
  const selected = value.slice(start, end);
  if (isMarked) field.setSelectionRange(start - mark.length, end + mark.length);
  typeText(field, isMarked ? selected : mark + selected + mark);
  const first = isMarked ? start - mark.length : start + mark.length;
  field.setSelectionRange(first, first + selected.length);
}

/** Whether so many characters contain the mark: of `*`, one is italic, two bold, three both. */
function hasMark(count: number, mark: string): boolean {
  if (mark === "*") return count % 2 === 1;
  return count >= mark.length;
}

/** The number of characters of `mark` in a row before (-1) or after (1) a place in a text. */
function lengthOfRun(text: string, place: number, step: -1 | 1, mark: string): number {
  const [character] = mark;
  let length = 0;
  for (let at = step < 0 ? place - 1 : place; text[at] === character && length < 3; at += step) {
    length += 1;
  }
  return length;
}
