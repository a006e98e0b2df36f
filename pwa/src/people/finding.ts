import { findPeople as findPeopleRoute, type Person } from "@rally/shared/people";
import type { Call } from "../http/index.js";

/** People whose name begins with `text`, as the server knows them. @throws NetworkError */
export async function findPeople(session: { call: Call }, text: string): Promise<Person[]> {
  return (await pagePeople(session, text)).people;
}

/** The same page by page; `next` is the `after` of the next one. @throws NetworkError, RallyError */
export async function pagePeople(
  session: { call: Call },
  text: string,
  after?: string,
): Promise<{ people: Person[]; next?: string | undefined }> {
  const search = searchOf(text);
  const query = { search, limit: 20, ...(after !== undefined && { after }) };
  const { data, meta } = await session.call(findPeopleRoute, { query });
  return { people: data, next: meta.next };
}

/** Whether the server would find somebody by `text`: by user name, or by words of their name. */
export function answersTo({ username, displayName }: Person, text: string): boolean {
  const search = searchOf(text).toLowerCase();
  if (username.startsWith(search)) return true;
  const names = wordsOf(displayName.toLowerCase());
  return wordsOf(search).every((word) => names.some((name) => name.startsWith(word)));
}

function searchOf(text: string): string {
  return text.trim().replace(/^@/, "");
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
