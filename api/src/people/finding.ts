import type { Database } from "@rally/shared/server/database";
import { bannedSql, blockedSql, User } from "@rally/shared/server/models";

/** A user, and whether whoever asks is not on terms with them. */
export type Found = User & { apart: boolean };

/**
 * People by the beginnings of their user name or of any word of their display name, by user name.
 * Those who are banned, and who blocked whom, are not found, either way round [S14].
 */
export async function search(
  database: Database,
  callerId: string,
  page: { text: string; after?: string | undefined; limit: number },
): Promise<User[]> {
  const prefix = page.text.trim().toLowerCase().replace(/^@/, "");
  // What no name is written with is no word either.
  const words = /^[\p{L}\p{M}\p{N}\s'’.-]*$/u.test(prefix)
    ? (prefix.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
    : [];
  return User.query(database)
    .where((either) => {
      void either.whereRaw("lower(username) like ?", [`${escapeLike(prefix)}%`]);
      if (words.length === 0) return;
      const wanted = words.map((word) => `${word}:*`).join(" & ");
      void either.orWhereRaw("to_tsvector('simple', display_name) @@ to_tsquery('simple', ?)", [
        wanted,
      ]);
    })
    .whereRaw(`not ${bannedSql("users")}`)
    .whereRaw(`not ${blockedSql("users.id", ":callerId")}`, { callerId })
    .where("username", ">", page.after ?? "")
    .whereNull("deleted_at")
    .orderBy("username")
    .limit(page.limit);
}

/** People by their ids. Authors of old messages are named, whatever became of them; a deleted user is not. */
export async function byIds(
  database: Database,
  callerId: string,
  ids: readonly string[],
): Promise<Found[]> {
  const rows = await User.query(database)
    .findByIds([...ids])
    .whereNull("deleted_at")
    .select("users.*")
    .select(database.raw(`${blockedSql("users.id", ":callerId")} as apart`, { callerId }));
  return rows as Found[];
}

/**
 * The one place where a user name leads to somebody, whom `callerId` may see; one that was given up
 * within the last 30 days leads to who had it.
 */
export async function byName(
  database: Database,
  callerId: string,
  name: string,
): Promise<User | undefined> {
  return (
    User.query(database)
      .whereRaw(
        `id in (select id from users where lower(username) = lower(:name) union all
        select user_id from former_names where username = lower(:name) and until > now())`,
        { name },
      )
      .whereNull("deleted_at")
      .whereRaw(`not ${bannedSql("users")}`)
      .whereRaw(`not ${blockedSql("users.id", ":callerId")}`, { callerId })
      // A name is somebody's or was somebody's, never both; its owner stands first should it be.
      .orderByRaw("lower(username) = lower(?) desc", [name])
      .first()
  );
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
