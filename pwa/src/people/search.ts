import { findPeople, type Person } from "@rally/shared/people";
import type { RallyDatabase } from "../database/index.js";
import type { Call } from "../http/index.js";

/** Users whose name starts with `text`, from the server. @throws NetworkError */
export async function searchPeople(session: { call: Call }, text: string): Promise<Person[]> {
  return (await pagePeople(session, text)).people;
}

/** The same in pages; `next` is the `after` of the next page. @throws NetworkError, RallyError */
export async function pagePeople(
  session: { call: Call },
  text: string,
  after?: string,
): Promise<{ people: Person[]; next?: string | undefined }> {
  const search = searchOf(text);
  const query = { search, limit: 20, ...(after !== undefined && { after }) };
  const { data, meta } = await session.call(findPeople, { query });
  return { people: data, next: meta.next };
}

/** Whether the server would find the user by `text`: by username or words of the display name. */
export function answersTo({ username, displayName }: Person, text: string): boolean {
  const search = searchOf(text).toLowerCase();
  if (username.startsWith(search)) return true;
  const names = wordsOf(displayName.toLowerCase());
  return wordsOf(search).every((word) => names.some((name) => name.startsWith(word)));
}

/** People on this device whose names begin as `text` does, and who are not blocked. */
export async function findPeopleHere(database: RallyDatabase, text: string): Promise<Person[]> {
  const found = await database.people
    .orderBy("username")
    .filter((person) => answersTo(person, text))
    .limit(20)
    .toArray();
  const blocked = await database.blocks.filter((row) => row.blocked).primaryKeys();
  return found.filter(({ id }) => id !== database.userId && !blocked.includes(id));
}

function searchOf(text: string): string {
  return text.trim().replace(/^@/, "");
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
