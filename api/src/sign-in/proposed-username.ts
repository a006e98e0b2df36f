import { usernameSchema } from "@rally/shared/accounts";

const LONGEST = 24;
/** For whoever is called nothing that can be written here. */
const FALLBACK = "player";

/** A user name made of what somebody is called elsewhere: valid, though perhaps taken. */
export function proposedUsername(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, LONGEST);
  const long = plain.length > 0 && plain.length < 3 ? `${plain}_${FALLBACK}` : plain;
  return usernameSchema.safeParse(long).success ? long : FALLBACK;
}

/** The same with a number behind it, for when it is taken. */
export function numbered(username: string, number: number): string {
  const tail = `_${number}`;
  return `${username.slice(0, LONGEST - tail.length)}${tail}`;
}
