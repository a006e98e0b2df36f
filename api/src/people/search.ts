import { runPrepared, type Database, type Prepared } from "@rally/shared/server/database";
import { bannedSql, isBlockedSql, User } from "@rally/shared/server/models";

/** A user, and whether there is a block between them and the caller. */
export type Found = User & { blocked: boolean };

/** Sorts after every name with the same prefix. */
const END = "\u{10ffff}";
/** The number of users that a search reads because of a word of their display name. */
const WORD_CANDIDATES = 200;

/** Users that can be found; the first line is the condition of the index `users_directory`. */
const FINDABLE = `u.deleted_at is null and (u.banned_at is null or u.banned_until is not null)
  and not ${bannedSql("u")} and not ${isBlockedSql("u.id", "$1::uuid")}`;

/**
 * Two sources, each read in the order of an index, and only as far as the page needs: user names from
 * `$2` up to `$3`, and words of display names from `$6` up to `$7`, if the name has all words of `$8`.
 * The upper end of the words is checked after the limit: with both ends PostgreSQL reads and sorts all
 * between them.
 */
const searching: Prepared = {
  name: "people_search",
  text: `
    with by_name as materialized (
      select u.id from users u
      where u.username collate "C" >= $2 and u.username collate "C" < $3
        and u.username collate "C" > $4 and ${FINDABLE}
      order by u.username collate "C" limit $5
    ), by_word as materialized (
      select u.id
      from (select word, user_id from user_words where word >= $6
          order by word, user_id limit ${WORD_CANDIDATES}) w
        cross join lateral (select * from users where id = w.user_id offset 0) u
      where w.word < $7 and u.username collate "C" > $4 and ${FINDABLE}
        and to_tsvector('simple', u.display_name) @@ to_tsquery('simple', $8)
    )
    select u.id, u.username, u.display_name as "displayName", u.avatar
    from (select id from by_name union select id from by_word) found
      cross join lateral (select * from users where id = found.id offset 0) u
    order by u.username collate "C" limit $5`,
};

/**
 * Finds users by the beginning of their user name or of a word of their display name, ordered by user
 * name, without banned users and without users with a block between them and the caller [S14]. Of more
 * than `WORD_CANDIDATES` matching words only the first ones in the alphabet are read.
 */
export async function search(
  database: Database,
  callerId: string,
  page: { text: string; after?: string | undefined; limit: number },
): Promise<Pick<User, "id" | "username" | "displayName" | "avatar">[]> {
  const prefix = page.text.trim().toLowerCase().replace(/^@/, "");
  // A text with characters that no name has cannot match a word.
  const words = /^[\p{L}\p{M}\p{N}\s'’.-]*$/u.test(prefix)
    ? (prefix.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
    : [];
  // The longest word is the most selective one.
  const [rarest = END] = [...words].sort((a, b) => b.length - a.length);
  return runPrepared(database, searching, [
    ...[callerId, prefix, prefix + END, page.after ?? "", page.limit],
    ...[rarest, rarest + END, words.map((word) => `${word}:*`).join(" & ")],
  ]);
}

/** Users by id, banned ones included, without deleted ones. */
export async function byIds(
  database: Database,
  callerId: string,
  ids: readonly string[],
): Promise<Found[]> {
  const rows = await User.query(database)
    .findByIds([...ids])
    .whereNull("deleted_at")
    .select("users.*")
    .select(database.raw(`${isBlockedSql("users.id", ":callerId")} as blocked`, { callerId }));
  return rows as Found[];
}

/**
 * The user with this name, or with this name within the last 30 days, if the caller can see them. All
 * lookups by user name use this function.
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
      .whereRaw(`not ${isBlockedSql("users.id", ":callerId")}`, { callerId })
      // The current owner of the name comes before a former one.
      .orderByRaw("lower(username) = lower(?) desc", [name])
      .first()
  );
}
