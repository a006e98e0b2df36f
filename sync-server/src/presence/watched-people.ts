import type { Database } from "@rally/shared/server/database";

/**
 * Whose presence each of `users` is shown: friends, and those who wrote to them in a two-person
 * conversation; the last seen first, `most` each; in one query.
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
       select u.id from users u
       where u.deleted_at is null and u.id in (
         select f.other_id from friend_changes f where f.user_id = w.id and f.state = 'friends'
         union
         select o.user_id from memberships m
           join conversations c on c.id = m.conversation_id and c.kind = 'direct'
           join memberships o on o.conversation_id = c.id and o.user_id <> w.id and o.wrote
         where m.user_id = w.id
       )
       order by u.last_seen_at desc nulls last, u.id
       limit :most
     ) as p`,
    { users: [...users], most },
  );
  const watched = new Map(users.map((user) => [user, new Set<string>()]));
  for (const { user, other } of rows) watched.get(user)?.add(other);
  return watched;
}
