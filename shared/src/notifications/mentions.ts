import { limits } from "../limits/index.js";

/** Whom a text names. */
export interface Mentions {
  /** User names in lower case, each once, whether or not there is such a user. */
  names: string[];
  /** `@here`: whoever is connected. */
  here: boolean;
}

/** Code is quoted, not said. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
/** Not within a word, so that an e-mail address names nobody. */
const NAME = /(?<![\p{L}\p{N}_@./+-])@([a-z0-9_]{3,24})(?![\p{L}\p{N}_@])/giu;

/** Finds `@name` and `@here` in a text; of names the first `limits.mentionsInText`. */
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
