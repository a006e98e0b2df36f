import { usernameSchema } from "../accounts/index.js";
import { gameIds, type GameId } from "../games/index.js";
import { isVisibleText } from "../text/index.js";

/** What an argument of a type is once it is read from the text. */
export interface ArgumentValues {
  /** A user name in lower case, without `@`. */
  person: string;
  /** Everything to the end, without the spaces around it. */
  text: string;
  /** Milliseconds: `10m`, `2h`, `1d`, `1w`. */
  duration: number;
  game: GameId;
  /** Texts in quotation marks of any kind, such as `"a" "b"`. */
  quotes: readonly string[];
}
export type ArgumentType = keyof ArgumentValues;

/** The units of durations, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  ...{ s: 1_000, m: 60_000, h: 3_600_000, d: 24 * 3_600_000, w: 7 * 24 * 3_600_000 },
};

interface ArgumentReader<Value> {
  /** Whether the argument is one word, or all that follows. */
  readonly extent: "word" | "rest";
  /** @returns undefined where the words are no such value. */
  readonly read: (words: string) => Value | undefined;
  /**
   * Whether a word was meant as such a value. An optional argument is left out where a word was not,
   * and the next argument reads it.
   */
  readonly resembles?: (word: string) => boolean;
}

/** Every type of argument. To add one: its value above, and its entry here. */
export const argumentTypes: { readonly [T in ArgumentType]: ArgumentReader<ArgumentValues[T]> } = {
  person: {
    extent: "word",
    read(word) {
      const name = word.replace(/^@/, "").toLowerCase();
      return usernameSchema.safeParse(name).success ? name : undefined;
    },
  },
  duration: {
    extent: "word",
    read(word) {
      const [, count, unit] = /^(\d{1,4})([smhdw])$/i.exec(word) ?? [];
      const ms = Number(count) * (UNITS[unit?.toLowerCase() ?? ""] ?? 0);
      return ms > 0 ? ms : undefined;
    },
    resembles: (word) => /^\d/.test(word),
  },
  game: {
    extent: "word",
    read: (word) => gameIds.find((id) => withoutHyphens(id) === withoutHyphens(word)),
  },
  quotes: { extent: "rest", read: readQuotes },
  text: { extent: "rest", read: (words) => (isVisibleText(words) ? words : undefined) },
};

const withoutHyphens = (word: string): string => word.replaceAll("-", "").toLowerCase();

const QUOTE = /\s*(?:"([^"]*)"|“([^”]*)”|«\s?([^»]*?)\s?»)(?=\s|$)/uy;

/** Takes time in proportion to the text: no two of its parts can begin at one place. */
function readQuotes(words: string): string[] | undefined {
  const texts: string[] = [];
  QUOTE.lastIndex = 0;
  for (let end = 0; end < words.length; end = QUOTE.lastIndex) {
    const found = QUOTE.exec(words);
    if (!found) return undefined;
    texts.push((found[1] ?? found[2] ?? found[3] ?? "").trim());
  }
  return texts.length > 0 ? texts : undefined;
}
