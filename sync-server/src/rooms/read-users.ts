import type { Database } from "@rally/shared/server/database";
import { batchingOver } from "../scheduling/index.js";

/** What a user's devices compare with what they have. */
interface UserVersions {
  version: number;
  /** The revision of the server's emoji and stickers; 0 for an unknown user. */
  expressions: number;
}

/** Reads a user's versions. Users whose rooms are opened at the same time share a query. */
export const readUserVersions = batchingOver<Database, string, UserVersions>(
  async (database, users) => {
    const { rows } = await database.raw<{ rows: (UserVersions & { id: string })[] }>(
      `select id, version, (select revision from expressions_revision) as expressions
       from users where id = any(?::uuid[])`,
      [[...users]],
    );
    const versions = new Map(rows.map(({ id, ...row }) => [id, row]));
    return users.map((user) => versions.get(user) ?? { version: 0, expressions: 0 });
  },
);

/** A conversation that a user's devices are poked about, and its version. */
export interface WatchedConversation {
  id: string;
  version: number;
}

/** Reads a user's conversations of at most `members` members. Concurrent callers share a query. */
export const readWatchedConversations = batchingOver<
  Database,
  { user: string; members: number },
  WatchedConversation[]
>(async (database, keys) => {
  const { rows } = await database.raw<{ rows: (WatchedConversation & { place: number })[] }>(
    `select asked.place, c.id, c.version
     from unnest(?::uuid[], ?::integer[]) with ordinality as asked (id, members, place)
     cross join lateral (select conversation_id from memberships where user_id = asked.id offset 0) as own
     cross join lateral (
       select id, version from conversations
       where id = own.conversation_id and member_count <= asked.members and deleted_at is null
       offset 0) as c`,
    [keys.map(({ user }) => user), keys.map(({ members }) => members)],
  );
  const found = keys.map((): WatchedConversation[] => []);
  for (const { place, id, version } of rows) found[place - 1]?.push({ id, version });
  return found;
});
