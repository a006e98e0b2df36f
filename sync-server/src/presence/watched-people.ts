import type { Database } from "@rally/shared/server/database";

/**
 * Reads whose presence each of `users` receives: friends, and partners who wrote to them in a
 * direct conversation, last seen first, at most `most` each, in one query.
 */
export async function watchedPeople(
  database: Database,
  users: readonly string[],
  most: number,
): Promise<Map<string, Set<string>>> {
  const { rows } = await database.raw<{ rows: { user: string; other: string }[] }>(
    `select w.id as user, p.id as other
     from unnest(:users::uuid[]) as w (id)
     cross join lateral (
       select u.id from (
         select f.other_id as id from friend_changes f
         where f.user_id = w.id and f.state = 'friends'
         union
         select o.user_id
         from (select conversation_id from memberships where user_id = w.id offset 0) as m
         cross join lateral (select id from conversations
           where id = m.conversation_id and kind = 'direct' offset 0) as c
         cross join lateral (select user_id from memberships
           where conversation_id = c.id and user_id <> w.id and wrote offset 0) as o
       ) as known
       cross join lateral (select id, last_seen_at from users
         where id = known.id and deleted_at is null offset 0) as u
       order by u.last_seen_at desc nulls last, u.id
       limit :most
     ) as p`,
    { users: [...users], most },
  );
  const watched = new Map(users.map((user) => [user, new Set<string>()]));
  for (const { user, other } of rows) watched.get(user)?.add(other);
  return watched;
}
