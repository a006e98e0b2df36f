import type { listUserChanges } from "@rally/shared/conversations";
import type { Data } from "@rally/shared/http";
import type { Database } from "@rally/shared/server/database";
import { profileOf, User } from "@rally/shared/server/models";
import { friendChanges } from "../friends/index.js";
import { listOf } from "./list.js";

type UserChange = Data<typeof listUserChanges>[number];

/**
 * A user's own rows touched after a version, in the order of versions: conversations they are in,
 * those they are no longer in, friends, themselves, and the last word of each block and restraint.
 * The user's version is read before any row, so that a page never claims what it lacks.
 */
export async function pageUserChanges(
  database: Database,
  userId: string,
  page: { since: number; limit: number },
): Promise<{ rows: UserChange[]; version: number; next?: number }> {
  const user = await User.query(database).findById(userId);
  const version = user?.version ?? 0;
  const [listed, left, blocks, friends, restraints] = await Promise.all([
    listOf(database, userId, { changedAfter: page.since, limit: page.limit + 1 }),
    database<{ conversation_id: string; user_id: string; user_version: number }>("departures")
      .where("user_id", userId)
      .where("user_version", ">", page.since)
      .orderBy("user_version")
      .limit(page.limit + 1),
    database<{ blocker_id: string; blocked_id: string; version: number; blocked: boolean }>(
      "block_changes",
    )
      .where("blocker_id", userId)
      .where("version", ">", page.since)
      .orderBy("version")
      .limit(page.limit + 1),
    friendChanges(database, userId, { since: page.since, limit: page.limit + 1 }),
    database<{ user_id: string; other_id: string; version: number; restrained: boolean }>(
      "restraint_changes",
    )
      .where("user_id", userId)
      .where("version", ">", page.since)
      .orderBy("version")
      .limit(page.limit + 1),
  ]);
  const rows = [
    ...listed.map(({ userVersion, conversation }): UserChange => ({
      type: "conversation",
      version: userVersion,
      conversation,
    })),
    ...left.map((row): UserChange => ({
      type: "left",
      version: row.user_version,
      conversationId: row.conversation_id,
    })),
    ...blocks.map((row): UserChange => ({
      type: "block",
      version: row.version,
      userId: row.blocked_id,
      blocked: row.blocked,
    })),
    ...friends.map((row): UserChange => ({ type: "friend", ...row })),
    ...restraints.map((row): UserChange => ({
      type: "restraint",
      version: row.version,
      userId: row.other_id,
      restrained: row.restrained,
    })),
    ...(user && user.profileVersion > page.since
      ? [{ type: "profile" as const, version: user.profileVersion, profile: profileOf(user) }]
      : []),
  ].sort((a, b) => a.version - b.version);
  const cut = rows.slice(0, page.limit);
  const reached = cut.at(-1)?.version ?? page.since;
  if (rows.length > page.limit) return { rows: cut, version: reached, next: reached };
  return { rows, version: Math.max(reached, version) };
}
