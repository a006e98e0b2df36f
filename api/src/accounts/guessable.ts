import { readFile } from "node:fs/promises";
import { RallyError } from "@rally/shared/errors";
import type { ApiContext } from "../http/index.js";

/** Beside the source and beside what is built of it: one password a line, all in small letters. */
const LIST = new URL("../../data/common-passwords.txt", import.meta.url);
/** What anybody would try of a password here, whoever it belongs to. */
const WORDS_OF_RALLY = ["rally", "password", "passwort", "motdepasse"];
/** Shorter words are in too many good passwords. */
const SHORTEST_WORD = 3;
/** Letters that must be left of a password without the words that are known of its owner. */
const LETTERS_LEFT = 4;

/** Whom a password is for. */
interface Owner {
  username: string;
  email: string;
  displayName?: string;
}

let common: string | undefined;

/**
 * Refuses a new password that would be tried first: one of the 17,950 most frequent of breaches, or
 * one that is little but its owner's name, their address, this server's or Rally's own.
 * @throws RallyError `invalid_input` naming `field` as `guessable`.
 */
export async function refuseGuessable(
  context: Pick<ApiContext, "publicUrl">,
  password: string,
  owner: Owner,
  field = "password",
): Promise<void> {
  const plain = password.normalize("NFKC").toLowerCase();
  if (!isMadeOf(wordsAbout(owner, context), plain) && !(await isCommon(plain))) return;
  throw new RallyError("invalid_input", "That password is easy to guess", {
    fields: { [field]: ["guessable"] },
  });
}

/** Read at the first need and kept as one text of 170 kB, which takes some microseconds to search. */
async function isCommon(plain: string): Promise<boolean> {
  common ??= `\n${await readFile(LIST, "latin1")}`;
  return common.includes(`\n${plain}\n`);
}

function isMadeOf(words: readonly string[], plain: string): boolean {
  const left = words.reduce((rest, word) => rest.replaceAll(word, " "), plain);
  return left !== plain && left.replaceAll(/\P{L}/gu, "").length < LETTERS_LEFT;
}

/** The longest first, so that none is cut by a shorter one. */
function wordsAbout(
  { username, email, displayName = "" }: Owner,
  { publicUrl }: Pick<ApiContext, "publicUrl">,
): string[] {
  const host = publicUrl === undefined ? "" : new URL(publicUrl).hostname;
  const whole = [username, email, displayName, host].map((text) => text.toLowerCase());
  const parts = whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  return [...new Set([...whole, ...parts, ...WORDS_OF_RALLY])]
    .filter((word) => word.length >= SHORTEST_WORD)
    .sort((a, b) => b.length - a.length);
}
