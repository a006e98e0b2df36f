import type { listUserChanges } from "@rally/shared/conversations";
import type { Data } from "@rally/shared/http";
import type { Database } from "@rally/shared/server/database";
import { profileOf, User } from "@rally/shared/server/models";
import { friendChanges } from "../friends/index.js";
import { disturbOf, notificationsAfter } from "../notifications/index.js";
import { changedConversations } from "./list.js";

export type UserChange = Data<typeof listUserChanges>[number];

interface Page {
  /** A user's version: only rows touched after it. */
  since: number;
  /** Rows at most, those touched first. */
  limit: number;
}

type Source = (database: Database, userId: string, page: Page) => Promise<UserChange[]>;

/** Whatever is a user's own, each kind of row with the user's version that last touched it. */
export const userChangeSources: readonly Source[] = [
  async (database, userId, page) => {
    const listed = await changedConversations(database, userId, page);
    return listed.map((change) => ({ type: "conversation", ...change }));
  },

  async (database, userId, { since, limit }) => {
    const rows = await database<{
      conversation_id: string;
      user_id: string;
      user_version: number;
    }>("departures")
      .where("user_id", userId)
      .where("user_version", ">", since)
      .orderBy("user_version")
      .limit(limit);
    return rows.map((row) => ({
      type: "left",
      version: row.user_version,
      conversationId: row.conversation_id,
    }));
  },

  async (database, userId, { since, limit }) => {
    const rows = await database<{
      blocker_id: string;
      blocked_id: string;
      version: number;
      blocked: boolean;
    }>("block_changes")
      .where("blocker_id", userId)
      .where("version", ">", since)
      .orderBy("version")
      .limit(limit);
    return rows.map(({ blocked_id: other, version, blocked }) => ({
      type: "block",
      version,
      userId: other,
      blocked,
    }));
  },

  async (database, userId, { since, limit }) => {
    const rows = await database<{
      user_id: string;
      other_id: string;
      version: number;
      restrained: boolean;
    }>("restraint_changes")
      .where("user_id", userId)
      .where("version", ">", since)
      .orderBy("version")
      .limit(limit);
    return rows.map(({ other_id: other, version, restrained }) => ({
      type: "restraint",
      version,
      userId: other,
      restrained,
    }));
  },

  async (database, userId, page) =>
    (await friendChanges(database, userId, page)).map((row) => ({ type: "friend", ...row })),

  async (database, userId, page) =>
    (await notificationsAfter(database, userId, page)).map((row) => ({
      type: "notification",
      version: row.version,
      notification: row,
    })),

  async (database, userId, { since }) => {
    const user = await User.query(database).findById(userId);
    if (!user) return [];
    const { presenceVersion, appearsOffline, profileVersion } = user;
    const quiet = await disturbOf(database, userId);
    const own: UserChange[] = [
      { type: "presence", version: presenceVersion, appearsOffline },
      { type: "profile", version: profileVersion, profile: profileOf(user) },
    ];
    if (quiet) own.push({ type: "disturb", ...quiet });
    return own.filter(({ version }) => version > since);
  },
];
