import type { Person } from "@rally/shared/people";
import type { Call } from "../http/index.js";
import { searchPeople } from "./search.js";

/**
 * What a field for a user name or an IP address contains: no user name has a dot or a colon.
 */
export function isAddress(text: string): boolean {
  return /[.:/]/.test(text);
}

/** The user with this user name, with or without `@`. @throws NetworkError */
export async function findByUsername(
  session: { call: Call },
  text: string,
): Promise<Person | undefined> {
  const username = text.trim().replace(/^@/, "").toLowerCase();
  return (await searchPeople(session, username)).find((person) => person.username === username);
}
