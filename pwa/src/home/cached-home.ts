import { readHome, type Home } from "@rally/shared/home";
import { storing, type RallyDatabase } from "../database/index.js";
import { keepPeople, newestOf, peopleOf } from "../people/index.js";
import type { Call } from "../http/index.js";

/** Friends and requests per page: those shown, and others that may come online in the meantime. */
const ROWS = 50;

/** Home's content as last fetched; undefined before the first fetch. */
export async function cachedHome(database: RallyDatabase): Promise<Home | undefined> {
  const home = (await database.getMeta("home"))?.told;
  if (!home?.friends) return home;
  const { rows } = home.friends;
  const people = await peopleOf(
    database,
    rows.map(({ user }) => user.id),
  );
  const friends = rows.map((row) => ({ ...row, user: newestOf(people, row.user) }));
  return { ...home, friends: { ...home.friends, rows: friends } };
}

/** Fetches home's content and stores it. @throws NetworkError, RallyError */
export async function fetchHome(database: RallyDatabase, call: Call): Promise<void> {
  const { data } = await call(readHome, { query: { limit: ROWS } });
  // Conversations are already on the device, and newer there.
  const { conversations: _conversations, ...home } = data;
  const people = [...(data.friends?.rows ?? []), ...(data.requests?.rows ?? [])];
  await storing(async () => {
    await keepPeople(
      database,
      people.map(({ user }) => user),
    );
    await database.setMeta("home", { told: home, at: Date.now() });
  });
}
