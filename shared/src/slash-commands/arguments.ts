import { usernameSchema } from "../accounts/index.js";
import { isVisibleText } from "../text/index.js";

/** What an argument of a type is once it is read from the text. */
export interface ArgumentValues {
  /** A user name in lower case, without `@`. */
  person: string;
  /** Everything to the end, without the spaces around it. */
  text: string;
}
export type ArgumentType = keyof ArgumentValues;

interface ArgumentReader<Value> {
  /** Whether the argument is one word, or all that follows. */
  readonly extent: "word" | "rest";
  /** @returns undefined where the words are no such value. */
  readonly read: (words: string) => Value | undefined;
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
  text: { extent: "rest", read: (words) => (isVisibleText(words) ? words : undefined) },
};
