import { limits } from "../limits/index.js";

/** The users that a text mentions. */
export interface Mentions {
  /** Distinct user names in lower case, of existing users or not. */
  names: string[];
  /** Whether it has `@here`, which mentions all connected members. */
  here: boolean;
}

/** Code mentions no one. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
/** Not within a word, so that an email address is no mention, and not after the backslash of Markdown. */
const NAME = /(?<![\p{L}\p{N}_@./+\\-])@([a-z0-9_]{3,24})(?![\p{L}\p{N}_@])/giu;
const NAME_HERE = new RegExp(NAME, "iuy");

/** Finds `@here` and the first `limits.mentionsInText` names in a text. */
export function mentionsIn(text: string): Mentions {
  const names = new Set<string>();
  let here = false;
  for (const [, name = ""] of text.replace(CODE, " ").matchAll(NAME)) {
    const lower = name.toLowerCase();
    if (lower === "here") here = true;
    else if (names.size < limits.mentionsInText) names.add(lower);
  }
  return { names: [...names], here };
}

/** @returns the name, as it is written, of the mention that starts at `index`, if one does */
export function mentionAt(text: string, index: number): string | undefined {
  NAME_HERE.lastIndex = index;
  return NAME_HERE.exec(text)?.[1];
}
