import { msg } from "@lit/localize";
import { limits } from "@rally/shared/limits";
import { findPeople, type Person } from "@rally/shared/people";
import type { PersonRow, RallyDatabase } from "../database/index.js";
import type { Call } from "../http/index.js";

/** Milliseconds after which a user in stored history is fetched again. */
export const STALE_AFTER = 24 * 3600 * 1000;
/** Milliseconds after which a user on the screen is fetched again. */
export const SHOWN_STALE_AFTER = 5 * 60_000;

/** Stores users as sent by the server, replacing the stored rows. */
export async function keepPeople(
  database: RallyDatabase,
  people: readonly Person[],
): Promise<void> {
  const fetchedAt = Date.now();
  const stored = await database.people.bulkGet(people.map((person) => person.id));
  const news = people.filter((person, index) => !isCurrent(stored[index], person, fetchedAt));
  if (news.length === 0) return;
  await database.people.bulkPut(news.map((person) => ({ ...person, fetchedAt })));
}

/** Marks users whose account was deleted: the server no longer returns them. */
async function keepDeleted(database: RallyDatabase, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const fetchedAt = Date.now();
  const deleted = { username: "", displayName: "", deleted: true, fetchedAt } as const;
  await database.people.bulkPut(ids.map((id) => ({ id, ...deleted })));
}

/** Whether the row is current. It is then not written, so that live queries do not run again. */
function isCurrent(stored: PersonRow | undefined, person: Person, now: number): boolean {
  return (
    stored?.username === person.username &&
    stored.displayName === person.displayName &&
    stored.avatar === person.avatar &&
    now - stored.fetchedAt < SHOWN_STALE_AFTER / 2
  );
}

export function getPerson(database: RallyDatabase, id: string): Promise<Person | undefined> {
  return database.people.get(id);
}

/** The users of `ids` that are on this device. A deleted account has an empty username. */
export async function peopleOf(
  database: RallyDatabase,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, Person>> {
  const rows = await database.people.bulkGet([...new Set(ids)]);
  return new Map(rows.flatMap((row) => (row ? [[row.id, named(row)]] : [])));
}

function named(row: PersonRow): Person {
  return row.deleted ? { ...row, displayName: msg("Deleted account") } : row;
}

/** The newest stored data of a person: other rows contain the name at the time they were stored. */
export function newestOf(people: ReadonlyMap<string, Person>, person: Person): Person {
  const { id, username, displayName, avatar } = people.get(person.id) ?? person;
  return {
    id,
    username: username || person.username,
    displayName,
    ...(avatar !== undefined && { avatar }),
  };
}

/** The user with this username, if on this device. */
export function findKnownPerson(
  database: RallyDatabase,
  username: string,
): Promise<Person | undefined> {
  return database.people.where("username").equals(username.toLowerCase()).first();
}

/** Users on this device whose username starts with `text`; the only search available offline. */
export async function findKnownPeople(database: RallyDatabase, text: string): Promise<Person[]> {
  const beginning = text.trim().toLowerCase().replace(/^@/, "");
  const rows = await database.people
    .where("username")
    .startsWith(beginning)
    .and(({ deleted }) => !deleted)
    .limit(20)
    .toArray();
  const blocked = await database.blocks.filter((row) => row.blocked).primaryKeys();
  return rows.filter(({ id }) => id !== database.userId && !blocked.includes(id));
}

/**
 * Fetches the users of `ids` that are not on this device, or were fetched too long ago. The answer
 * lacks only deleted accounts: it contains blocked and banned users.
 */
export async function fetchUnknownPeople(
  database: RallyDatabase,
  call: Call,
  ids: Iterable<string>,
  staleAfter = STALE_AFTER,
): Promise<void> {
  const wanted = [...new Set(ids)];
  const stored = await database.people.bulkGet(wanted);
  const since = Date.now() - staleAfter;
  const unknown = wanted.filter((_, index) => (stored[index]?.fetchedAt ?? 0) < since);
  for (let start = 0; start < unknown.length; start += limits.pageRows) {
    const page = unknown.slice(start, start + limits.pageRows);
    const query = { id: page, limit: limits.pageRows };
    const found = (await call(findPeople, { query })).data;
    await keepPeople(database, found);
    const known = new Set(found.map(({ id }) => id));
    await keepDeleted(
      database,
      page.filter((id) => !known.has(id)),
    );
  }
}
