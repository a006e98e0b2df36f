import { Dexie } from "dexie";
import { DATABASE_PREFIX, databaseName } from "../storage-names/index.js";

/** An account whose data is on this device, though somebody else is signed in. */
export interface OtherAccount {
  userId: string;
  /** As the device knew it last. */
  username: string | undefined;
}

/** Whose data is on this device besides `ownId`'s: sessions that ended, and were not signed out of. */
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
    // Its data can be removed all the same.
    console.warn("failed to read another account's name", error);
    return undefined;
  } finally {
    database.close();
  }
}
