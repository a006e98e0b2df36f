import { findPeople as findPeopleRoute, type Person } from "@rally/shared/people";
import type { Call } from "../http/index.js";

/** People whose name begins with `text`, as the server knows them. @throws NetworkError */
export async function findPeople(session: { call: Call }, text: string): Promise<Person[]> {
  const search = text.trim().replace(/^@/, "");
  return (await session.call(findPeopleRoute, { query: { search, limit: 20 } })).data;
}
