import { readHome, type Home } from "@rally/shared/home";
import { storing, type RallyDatabase } from "../database/index.js";
import { keepPeople, newestOf, peopleOf } from "../people/index.js";
import type { Call } from "../http/index.js";

/** Friends and requests on one page: what fits, and as many that may come online meanwhile. */
const ROWS = 50;

/** What the server last told of home; undefined before it did. */
export async function toldHome(database: RallyDatabase): Promise<Home | undefined> {
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

/** Asks for home anew and keeps the answer on the device. @throws NetworkError, RallyError */
export async function askHome(database: RallyDatabase, call: Call): Promise<void> {
  const { data } = await call(readHome, { query: { limit: ROWS } });
  // Conversations are on the device already, and newer there.
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
