import { findPeople as findPeopleRoute, type Person } from "@rally/shared/people";
import type { Session } from "../session/session.js";

/** People whose name begins with `text`, as the server knows them. @throws NetworkError */
export async function findPeople(session: Pick<Session, "call">, text: string): Promise<Person[]> {
  const search = text.trim().replace(/^@/, "");
  return (await session.call(findPeopleRoute, { query: { search, limit: 20 } })).data;
}
