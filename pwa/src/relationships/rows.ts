import type { Data } from "@rally/shared/http";
import type { listUserChanges } from "@rally/shared/conversations";
import type { BlockRow, FriendRow, RallyDatabase } from "../database/index.js";
import { keepPeople, keepProfile } from "../people/index.js";
import { storeIgnores } from "./ignored.js";

type UserChange = Data<typeof listUserChanges>[number];

/** Stores changes of friends, blocks, ignores and the own profile. */
export async function storeRelations(
  database: RallyDatabase,
  changes: readonly UserChange[],
): Promise<void> {
  for (const change of changes) {
    switch (change.type) {
      case "friend": {
        const { user, state, version, at } = change;
        await keepPeople(database, [user]);
        await keepFriend(database, { userId: user.id, state, version, at });
        break;
      }
      case "block":
        await keepBlock(database, change);
        break;
      case "ignore": {
        const { userId, ignored, version } = change;
        await storeIgnores(database, [{ userId, ignored, version }]);
        break;
      }
      case "profile":
        await keepProfile(database, change.profile, change.version);
        break;
      case "conversation": // stored by other domains
      case "left":
      case "notification":
      case "disturb":
      case "presence":
      case "vote":
      case "hidden":
        break;
    }
  }
}

export async function keepFriend(database: RallyDatabase, row: FriendRow): Promise<void> {
  const stored = await database.friends.get(row.userId);
  if ((stored?.version ?? -1) < row.version) await database.friends.put(row);
}

export async function keepBlock(
  database: RallyDatabase,
  { userId, blocked, version }: BlockRow,
): Promise<void> {
  const stored = await database.blocks.get(userId);
  if ((stored?.version ?? -1) >= version) return;
  await database.blocks.put({ userId, blocked, version });
  // The profile of a blocked user is not shown any more.
  if (blocked) await database.profiles.delete(userId);
}
