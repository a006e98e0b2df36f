import type { listUserChanges } from "@rally/shared/conversations";
import type { Data } from "@rally/shared/http";
import type { QuietHours } from "@rally/shared/notifications";
import type { Database } from "@rally/shared/server/database";
import { profileOf, User } from "@rally/shared/server/models";
import { friendChanges } from "../friends/index.js";
import { notificationsBetween } from "../notifications/index.js";
import { changedConversations } from "./list.js";

export type UserChange = Data<typeof listUserChanges>[number];

interface Page {
  /** Versions of the user's: only rows touched after `since`, and none after `upTo`. */
  since: number;
  upTo: number;
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

  async (database, userId, { since, upTo, limit }) => {
    const rows = await database<{
      conversation_id: string;
      user_id: string;
      user_version: number;
    }>("departures")
      .where("user_id", userId)
      .whereBetween("user_version", [since + 1, upTo])
      .orderBy("user_version")
      .limit(limit);
    return rows.map((row) => ({
      type: "left",
      version: row.user_version,
      conversationId: row.conversation_id,
    }));
  },

  async (database, userId, { since, upTo, limit }) => {
    const rows = await database<{
      blocker_id: string;
      blocked_id: string;
      version: number;
      blocked: boolean;
    }>("block_changes")
      .where("blocker_id", userId)
      .whereBetween("version", [since + 1, upTo])
      .orderBy("version")
      .limit(limit);
    return rows.map(({ blocked_id: other, version, blocked }) => ({
      type: "block",
      version,
      userId: other,
      blocked,
    }));
  },

  async (database, userId, { since, upTo, limit }) => {
    const rows = await database<{
      user_id: string;
      other_id: string;
      version: number;
      restrained: boolean;
    }>("restraint_changes")
      .where("user_id", userId)
      .whereBetween("version", [since + 1, upTo])
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
    (await notificationsBetween(database, userId, page)).map((row) => ({
      type: "notification",
      version: row.version,
      notification: row,
    })),
];

type SettingsRow = User & {
  hours: QuietHours | null;
  until: Date | null;
  disturbVersion: number | null;
};

/** A user's version, and what of their own settings carries one, read in one statement. */
export async function readOwnSettings(
  database: Database,
  userId: string,
): Promise<{ version: number; settings: UserChange[] }> {
  const row = (await User.query(database)
    .findById(userId)
    .leftJoin("disturb_settings as d", "d.user_id", "users.id")
    .select("users.*", "d.hours", "d.until", "d.version as disturbVersion")) as
    SettingsRow | undefined;
  if (!row) return { version: 0, settings: [] };
  const { presenceVersion, appearsOffline, profileVersion, disturbVersion } = row;
  const settings: UserChange[] = [
    { type: "presence", version: presenceVersion, appearsOffline },
    { type: "profile", version: profileVersion, profile: profileOf(row) },
  ];
  if (disturbVersion !== null) {
    const disturb = { hours: row.hours, until: row.until?.getTime() ?? null };
    settings.push({ type: "disturb", version: disturbVersion, disturb });
  }
  return { version: row.version, settings };
}
