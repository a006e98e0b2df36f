import type { Data } from "@rally/shared/http";
import type { listUserChanges } from "@rally/shared/conversations";
import { keepRestraints } from "../conversations/index.js";
import type { BlockRow, FriendRow, RallyDatabase } from "../database/index.js";
import { keepPeople, keepProfile } from "../people/index.js";

type UserChange = Data<typeof listUserChanges>[number];

/** Keeps what the server tells of friends, blocks, restraints and oneself. */
export async function keepRelations(
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
      case "restraint": {
        const { userId, restrained, version } = change;
        await keepRestraints(database, [{ userId, restrained, version }]);
        break;
      }
      case "profile":
        await keepProfile(database, change.profile, change.version);
        break;
      case "conversation": // theirs to keep who keep conversations
      case "left":
      case "notification":
      case "disturb":
      case "presence":
        break;
    }
  }
}

export async function keepFriend(database: RallyDatabase, row: FriendRow): Promise<void> {
  const held = await database.friends.get(row.userId);
  if ((held?.version ?? -1) < row.version) await database.friends.put(row);
}

export async function keepBlock(
  database: RallyDatabase,
  { userId, blocked, version }: BlockRow,
): Promise<void> {
  const held = await database.blocks.get(userId);
  if ((held?.version ?? -1) >= version) return;
  await database.blocks.put({ userId, blocked, version });
  // What one saw of somebody is not looked at any more.
  if (blocked) await database.profiles.delete(userId);
}
