import { Readable } from "node:stream";
import { exportData, exportedLists } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import type { Database } from "@rally/shared/server/database";
import { User } from "@rally/shared/server/models";
import * as z from "zod";
import type { ApiContext, MountedRoute } from "../http/index.js";
import { meOf } from "./me.js";

/** Rows read at once: memory is bounded by it, whatever somebody has written in ten years. */
const PAGE = 1_000;
const FIRST = "00000000-0000-0000-0000-000000000000";

type List = keyof typeof exportedLists;
/** A page of a list, in the order of a key that is given back to go on behind it. */
type ReadPage = (
  database: Database,
  userId: string,
  after: string,
) => Promise<{ key: string; row: Record<string, unknown> }[]>;

/** Milliseconds since the epoch, of a column. */
const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::bigint`;

/** Reads a list by a query that names `key`, takes :userId, :after and :limit, and selects fields. */
const reading =
  (sql: string): ReadPage =>
  async (database, userId, after) => {
    const { rows } = await database.raw<{ rows: ({ key: string } & Record<string, unknown>)[] }>(
      sql,
      { userId, after, limit: PAGE },
    );
    return rows.map(({ key, ...row }) => ({ key, row }));
  };

/** Everything that is somebody's own, list by list: whatever else is stored of people belongs here. */
const lists: Record<List, ReadPage> = {
  sessions: reading(`select id as key, id, kind, coalesce(name, '') as name,
      user_agent as "userAgent", ip, ${ms("created_at")} as "createdAt",
      ${ms("last_seen_at")} as "lastSeenAt", ${ms("expires_at")} as "expiresAt"
    from sessions where user_id = :userId and id > :after order by id limit :limit`),
  formerNames: reading(`select user_id as key, username, ${ms("until")} as until
    from former_names where user_id = :userId and user_id > :after order by username limit :limit`),
  memberships: reading(`select m.conversation_id as key, m.conversation_id as "conversationId",
      c.kind, c.name, m.role, ${ms("m.joined_at")} as "joinedAt", m.marker
    from memberships m join conversations c on c.id = m.conversation_id
    where m.user_id = :userId and c.id > :after order by c.id limit :limit`),
  messages: reading(`select id as key, id, conversation_id as "conversationId", seq,
      ${ms("created_at")} as at, ${ms("edited_at")} as "editedAt", ${ms("deleted_at")} as "deletedAt",
      content
    from messages where author_id = :userId and id > :after order by id limit :limit`),
  blocks: reading(`select blocked_id as key, blocked_id as "userId", ${ms("created_at")} as at
    from blocks where blocker_id = :userId and blocked_id > :after
    order by blocked_id limit :limit`),
  restraints: reading(`select other_id as key, other_id as "userId", ${ms("created_at")} as at
    from restraints where user_id = :userId and other_id > :after order by other_id limit :limit`),
  friends: reading(`select other_id as key, other_id as "userId", state, ${ms("at")} as at
    from friend_changes where user_id = :userId and other_id > :after and state <> 'none'
    order by other_id limit :limit`),
  identities: reading(`select user_id as key, provider, subject, label
    from identities where user_id = :userId and user_id > :after order by provider limit :limit`),
  notifications: reading(`select id as key, id, kind, from_id as "from",
      conversation_id as "conversationId", count, ${ms("at")} as at, ${ms("read_at")} as "readAt"
    from notifications where user_id = :userId and id > :after order by id limit :limit`),
};

/** One's data, written as it is read: in the usual envelope, a row at a time checked by its schema. */
export function exportRoute(context: ApiContext): MountedRoute {
  return {
    route: exportData,
    mount(router, { authenticate, rates }) {
      router.register(exportData.path, [exportData.method], async (http) => {
        await rates.enter(exportData, http);
        const caller = await authenticate(http);
        if (caller.isBot) throw new RallyError("forbidden", "Not with a bot's token");
        await rates.admit(exportData, caller, http);
        const user = await User.query(context.database)
          .findById(caller.userId)
          .whereNull("deleted_at");
        if (!user) throw new RallyError("session_ended", "This account is gone");
        http.type = "application/json";
        http.attachment("rally-data.json");
        http.body = Readable.from(write(context.database, user));
      });
    },
  };
}

async function* write(database: Database, user: User): AsyncGenerator<string> {
  const profile = JSON.stringify(meOf(user));
  yield `{"success":true,"data":{"exportedAt":${Date.now()},"profile":${profile}`;
  for (const name of Object.keys(lists) as List[]) {
    yield `,"${name}":[`;
    let separator = "";
    for await (const row of rowsOf(database, user.id, name)) {
      yield separator + JSON.stringify(row);
      separator = ",\n";
    }
    yield "]";
  }
  yield "}}\n";
}

async function* rowsOf(database: Database, userId: string, name: List): AsyncGenerator<unknown> {
  let after = FIRST;
  for (;;) {
    const page = await lists[name](database, userId, after);
    for (const { row } of page) yield z.parse(exportedLists[name], row);
    if (page.length < PAGE) return;
    after = page.at(-1)?.key ?? after;
  }
}
