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
  const search = text.trim().replace(/^@/, "");
  const query = { search, limit: 20, ...(after !== undefined && { after }) };
  const { data, meta } = await session.call(findPeopleRoute, { query });
  return { people: data, next: meta.next };
}
