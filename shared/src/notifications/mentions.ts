import { limits } from "../limits/index.js";

/** The users that a text mentions. */
export interface Mentions {
  /** Distinct user names in lower case, of existing users or not. */
  names: string[];
  /** Whether it has `@here`, which mentions all connected members. */
  here: boolean;
  /** Whether it has `@everyone`, which mentions all members, in a large conversation the connected ones. */
  everyone: boolean;
  /** Whether it has more names, which mention nobody. */
  isCut: boolean;
}

/**
 * The roles that may mention many members: in a group or channel of any size `everyone`, and in one of
 * more than `limits.smallRoomMembers` members `here`, which in a smaller one all may use.
 */
export const callers = {
  here: ["owner", "admin", "moderator"],
  everyone: ["owner", "admin"],
} as const;

/** Code mentions no one. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
/** Not within a word, so that an email address is no mention, and not after the backslash of Markdown. */
const NAME = /(?<![\p{L}\p{N}_@./+\\-])@([a-z0-9_]{3,24})(?![\p{L}\p{N}_@])/giu;
const NAME_HERE = new RegExp(NAME, "iuy");

/** Finds `@here`, `@everyone` and the first `limits.mentionsInText` names in a text. */
export function mentionsIn(text: string): Mentions {
  const names = new Set<string>();
  let [here, everyone] = [false, false];
  let isCut = false;
  for (const [, name = ""] of text.replace(CODE, " ").matchAll(NAME)) {
    const lower = name.toLowerCase();
    if (lower === "here") here = true;
    else if (lower === "everyone") everyone = true;
    else if (names.size < limits.mentionsInText) names.add(lower);
    else if (!names.has(lower)) isCut = true;
  }
  return { names: [...names], here, everyone, isCut };
}

/** @returns the name, as it is written, of the mention that starts at `index`, if one does */
export function mentionAt(text: string, index: number): string | undefined {
  NAME_HERE.lastIndex = index;
  return NAME_HERE.exec(text)?.[1];
}
