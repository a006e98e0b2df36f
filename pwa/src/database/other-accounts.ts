import { Dexie } from "dexie";
import { DATABASE_PREFIX, databaseName } from "../storage/index.js";

/** An account with data on this device that is not the one signed in. */
export interface OtherAccount {
  userId: string;
  /** The last known username. */
  username: string | undefined;
}

/** Other accounts with data on this device: their sessions expired without a sign-out. */
export async function otherAccounts(ownId: string): Promise<OtherAccount[]> {
  const names = await Dexie.getDatabaseNames();
  const others = names
    .filter((name) => name.startsWith(DATABASE_PREFIX) && name !== databaseName(ownId))
    .map((name) => name.slice(DATABASE_PREFIX.length));
  return Promise.all(
    others.map(async (userId) => ({ userId, username: await usernameOf(userId) })),
  );
}

async function usernameOf(userId: string): Promise<string | undefined> {
  const database = new Dexie(databaseName(userId));
  try {
    await database.open();
    const person = (await database.table("people").get(userId)) as
      { username?: string } | undefined;
    return person?.username;
  } catch (error) {
    // The account is listed without a name, so that its data can still be removed.
    console.warn("failed to read another account's name", error);
    return undefined;
  } finally {
    database.close();
  }
}
