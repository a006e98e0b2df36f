import { readHome, type Home } from "@rally/shared/home";
import { storing, type RallyDatabase } from "../database/index.js";
import { keepPeople, newestOf, peopleOf } from "../people/index.js";
import type { Call } from "../http/index.js";

/** Friends and requests per page: those shown, and others that may come online in the meantime. */
const ROWS = 50;

/** Home's content as last fetched; undefined before the first fetch. */
export async function cachedHome(database: RallyDatabase): Promise<Home | undefined> {
  const told = (await database.getMeta("home"))?.told;
  if (!told?.friends) return told;
  const { rows } = told.friends;
  const people = await peopleOf(
    database,
    rows.map(({ user }) => user.id),
  );
  const friends = rows.map((row) => ({ ...row, user: newestOf(people, row.user) }));
  return { ...told, friends: { ...told.friends, rows: friends } };
}

/** Fetches home's content and stores it. @throws NetworkError, RallyError */
export async function fetchHome(database: RallyDatabase, call: Call): Promise<void> {
  const { data } = await call(readHome, { query: { limit: ROWS } });
  // Conversations are already on the device, and newer there.
  const { conversations: _conversations, ...told } = data;
  const people = [...(data.friends?.rows ?? []), ...(data.requests?.rows ?? [])];
  await storing(async () => {
    await keepPeople(
      database,
      people.map(({ user }) => user),
    );
    await database.setMeta("home", { told, at: Date.now() });
  });
}
