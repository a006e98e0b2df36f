import type { Person } from "@rally/shared/people";
import type { PersonRow, RallyDatabase } from "../database/index.js";

/** Milliseconds for which the name of somebody in stored history is good enough. */
export const STALE_AFTER = 24 * 3600 * 1000;
/** Milliseconds for which the name and picture of somebody who is on the screen are. */
export const SHOWN_STALE_AFTER = 5 * 60_000;

/** Keeps what the server told of people; it wins over what was held. */
export async function keepPeople(
  database: RallyDatabase,
  people: readonly Person[],
): Promise<void> {
  const fetchedAt = Date.now();
  const held = await database.people.bulkGet(people.map((person) => person.id));
  const news = people.filter((person, index) => !knows(held[index], person, fetchedAt));
  if (news.length === 0) return;
  await database.people.bulkPut(news.map((person) => ({ ...person, fetchedAt })));
}

/** An unchanged row is not written, so that nothing is drawn again for nothing. */
function knows(held: PersonRow | undefined, person: Person, now: number): boolean {
  return (
    held?.username === person.username &&
    held.displayName === person.displayName &&
    held.avatar === person.avatar &&
    now - held.fetchedAt < SHOWN_STALE_AFTER / 2
  );
}

export function getPerson(database: RallyDatabase, id: string): Promise<Person | undefined> {
  return database.people.get(id);
}

/** The people of `ids` that this device knows. */
export async function peopleOf(
  database: RallyDatabase,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, Person>> {
  const rows = await database.people.bulkGet([...new Set(ids)]);
  return new Map(rows.flatMap((row) => (row ? [[row.id, row]] : [])));
}

/** The same person as this device knows them by now: rows that name somebody keep what was true then. */
export function newestOf(people: ReadonlyMap<string, Person>, person: Person): Person {
  const { id, username, displayName, avatar } = people.get(person.id) ?? person;
  return { id, username, displayName, ...(avatar !== undefined && { avatar }) };
}

/** Whoever has this user name, as far as this device knows. */
export function findKnownPerson(
  database: RallyDatabase,
  username: string,
): Promise<Person | undefined> {
  return database.people.where("username").equals(username.toLowerCase()).first();
}

/** People on this device whose user name begins with `text`; the only search with no network. */
export async function findKnownPeople(database: RallyDatabase, text: string): Promise<Person[]> {
  const beginning = text.trim().toLowerCase().replace(/^@/, "");
  const rows = await database.people.where("username").startsWith(beginning).limit(20).toArray();
  const blocked = await database.blocks.filter((row) => row.blocked).primaryKeys();
  return rows.filter(({ id }) => id !== database.userId && !blocked.includes(id));
}
