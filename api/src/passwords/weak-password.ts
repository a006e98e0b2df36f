import { readFile } from "node:fs/promises";
import { RallyError } from "@rally/shared/errors";

/** One lower-case password per line. The path is the same from the source and from the build. */
const LIST = new URL("../../data/common-passwords.txt", import.meta.url);
/** Words that attackers try on any account of this server. */
const WORDS_OF_RALLY = ["rally", "password", "passwort", "motdepasse"];
/** Shorter words occur in too many strong passwords. */
const SHORTEST_WORD = 3;
/** Letters that must remain after the known words are removed. */
const LETTERS_LEFT = 4;

/** The user that a password is for. */
interface Owner {
  username: string;
  email: string;
  displayName?: string;
}

/** The server that a password is for. */
interface Server {
  publicUrl: string | undefined;
}

let common: string | undefined;

/**
 * Refuses a new password that attackers try first: one of the 17,950 most frequent in breaches, or
 * one that consists mainly of the user's name or address, the server's name, or Rally's.
 * @throws RallyError `invalid_input` naming `field` as `guessable`
 */
export async function rejectWeakPassword(
  server: Server,
  password: string,
  owner: Owner,
  field = "password",
): Promise<void> {
  const plain = password.normalize("NFKC").toLowerCase();
  if (!isMadeOf(wordsAbout(owner, server), plain) && !(await isCommon(plain))) return;
  throw new RallyError("invalid_input", "This password is easy to guess", {
    fields: { [field]: ["guessable"] },
  });
}

/** Loaded on first use and kept as one string of 170 kB, which takes microseconds to search. */
async function isCommon(plain: string): Promise<boolean> {
  common ??= `\n${await readFile(LIST, "latin1")}`;
  return common.includes(`\n${plain}\n`);
}

function isMadeOf(words: readonly string[], plain: string): boolean {
  const left = words.reduce((rest, word) => rest.replaceAll(word, " "), plain);
  return left !== plain && left.replaceAll(/\P{L}/gu, "").length < LETTERS_LEFT;
}

/** The longest first, so that a shorter word does not split it. */
function wordsAbout({ username, email, displayName = "" }: Owner, { publicUrl }: Server): string[] {
  const host = publicUrl === undefined ? "" : new URL(publicUrl).hostname;
  const whole = [username, email, displayName, host].map((text) => text.toLowerCase());
  const parts = whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  return [...new Set([...whole, ...parts, ...WORDS_OF_RALLY])]
    .filter((word) => word.length >= SHORTEST_WORD)
    .sort((a, b) => b.length - a.length);
}
