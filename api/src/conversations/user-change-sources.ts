import type { listUserChanges } from "@rally/shared/conversations";
import type { Data } from "@rally/shared/http";
import type { QuietHours } from "@rally/shared/notifications";
import { runPrepared, type Database, type Prepared } from "@rally/shared/server/database";
import { ownProfileOf, type User } from "@rally/shared/server/models";
import { notificationsBetween } from "../notifications/index.js";
import { friendChanges, newestChangeSql, readChanges } from "../relationships/index.js";
import { readHiddenChanges } from "./hidden.js";
import { changedConversations } from "./list.js";

export type UserChange = Data<typeof listUserChanges>[number];

interface Page {
  /** Versions of the user's: only rows touched after `since`, and none after `upTo`. */
  since: number;
  upTo: number;
  /** Rows at most, those touched first. */
  limit: number;
}

/** One table of a user's own rows, each with the user's version that last touched it. */
interface Source {
  /** SQL that reads the newest of these versions of user `$1` by index, or null. */
  newest: string;
  read(database: Database, userId: string, page: Page): Promise<UserChange[]>;
}

/** The user's votes in anonymous polls, of which the conversation's changes do not name the user. */
const anonymousVotes: Prepared = {
  name: "anonymous_vote_changes",
  text: `select v.user_version as version, m.conversation_id as "conversationId",
      v.message_id as "messageId", v.choices, v.version as "voteVersion"
    from votes v, lateral (select conversation_id from messages where id = v.message_id offset 0) m
    where v.user_id = $1 and v.user_version between $2 and $3
    order by v.user_version limit $4`,
};

const newestIn = (table: string, owner: string, version: string): string =>
  `(select max(${version}) from ${table} where ${owner} = $1)`;

export const userChangeSources: readonly Source[] = [
  {
    newest: newestIn("memberships", "user_id", "user_version"),
    read: async (database, userId, page) => {
      const listed = await changedConversations(database, userId, page);
      return listed.map((change) => ({ type: "conversation", ...change }));
    },
  },

  {
    newest: newestIn("departures", "user_id", "user_version"),
    read: async (database, userId, { since, upTo, limit }) => {
      const rows = await database<{
        conversation_id: string;
        user_id: string;
        user_version: number;
        deleted: boolean;
      }>("departures")
        .where("user_id", userId)
        .whereBetween("user_version", [since + 1, upTo])
        .orderBy("user_version")
        .limit(limit);
      return rows.map((row) => ({
        type: "left",
        version: row.user_version,
        conversationId: row.conversation_id,
        ...(row.deleted && { deleted: true as const }),
      }));
    },
  },

  {
    newest: newestChangeSql("block"),
    read: async (database, userId, page) =>
      (await readChanges(database, "block", userId, page)).map((row) => ({
        type: "block",
        ...row,
      })),
  },

  {
    newest: newestChangeSql("ignore"),
    read: async (database, userId, page) =>
      (await readChanges(database, "ignore", userId, page)).map((row) => ({
        type: "ignore",
        ...row,
      })),
  },

  {
    newest: newestChangeSql("friend"),
    read: async (database, userId, page) =>
      (await friendChanges(database, userId, page)).map((row) => ({ type: "friend", ...row })),
  },

  {
    newest: newestIn("notifications", "user_id", "version"),
    read: async (database, userId, page) =>
      (await notificationsBetween(database, userId, page)).map((row) => ({
        type: "notification",
        version: row.version,
        notification: row,
      })),
  },

  {
    newest: newestIn("hidden_messages", "user_id", "version"),
    read: async (database, userId, page) =>
      (await readHiddenChanges(database, userId, page)).map((row) => ({ type: "hidden", ...row })),
  },

  {
    newest: newestIn("votes", "user_id", "user_version"),
    async read(database, userId, { since, upTo, limit }) {
      const rows = await runPrepared<Omit<Extract<UserChange, { type: "vote" }>, "type">>(
        database,
        anonymousVotes,
        [userId, since + 1, upTo, limit],
      );
      return rows.map((row) => ({ type: "vote", ...row }));
    },
  },
];

interface StateRow extends Pick<
  User,
  | "version"
  | "appearsOffline"
  | "presenceVersion"
  | "profileVersion"
  | "id"
  | "username"
  | "displayName"
  | "avatar"
  | "bio"
  | "status"
  | "statusBeforeAway"
  | "createdAt"
> {
  hours: QuietHours | null;
  until: Date | null;
  disturbVersion: number | null;
  /** Of each source, in their order. */
  newest: (number | null)[];
}

const stateStatement: Prepared = {
  name: "user_change_state",
  text: `select u.version, u.appears_offline as "appearsOffline",
      u.presence_version as "presenceVersion", u.profile_version as "profileVersion",
      u.id, u.username, u.display_name as "displayName", u.avatar, u.bio, u.status,
      u.status_before_away as "statusBeforeAway",
      u.created_at as "createdAt", d.hours, d.until, d.version as "disturbVersion",
      json_build_array(${userChangeSources.map(({ newest }) => newest).join(", ")}) as newest
    from users u left join lateral (
      select * from disturb_settings where user_id = u.id offset 0
    ) d on true
    where u.id = $1`,
};

/** A user's version, and what had been touched by then. */
export interface UserChangeState {
  version: number;
  /** The user's settings that carry a version. */
  settings: UserChange[];
  /** The sources that have rows touched after `since`. */
  moved: Source[];
}

/**
 * A user's version, their settings, and which other rows moved after `since`: in one statement, and
 * so in one snapshot. A source that has nothing in it has nothing up to this version.
 */
export async function readUserChangeState(
  database: Database,
  userId: string,
  since: number,
): Promise<UserChangeState> {
  const [row] = await runPrepared<StateRow>(database, stateStatement, [userId]);
  if (!row) return { version: 0, settings: [], moved: [] };
  const { presenceVersion, appearsOffline, profileVersion, disturbVersion } = row;
  const settings: UserChange[] = [
    { type: "presence", version: presenceVersion, appearsOffline },
    { type: "profile", version: profileVersion, profile: ownProfileOf(row) },
  ];
  if (disturbVersion !== null) {
    const disturb = { hours: row.hours, until: row.until?.getTime() ?? null };
    settings.push({ type: "disturb", version: disturbVersion, disturb });
  }
  const moved = userChangeSources.filter((_, place) => (row.newest[place] ?? 0) > since);
  return { version: row.version, settings: settings.filter((it) => it.version > since), moved };
}
