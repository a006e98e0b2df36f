import { runPrepared, type Database, type Prepared } from "@rally/shared/server/database";
import { bannedSql, blockedSql, User } from "@rally/shared/server/models";

/** A user, and whether whoever asks is not on terms with them. */
export type Found = User & { apart: boolean };

/** After every name that begins with what stands before it. */
const END = "\u{10ffff}";
/** Users whom a search looks at because of a word of their display name. */
const WORD_CANDIDATES = 200;

/** Who may be found at all; the first line is the condition of the index `users_directory`. */
const FINDABLE = `u.deleted_at is null and (u.banned_at is null or u.banned_until is not null)
  and not ${bannedSql("u")} and not ${blockedSql("u.id", "$1::uuid")}`;

/**
 * Two sources, each read in the order of an index and no further than the page needs: user names
 * from `$2` to before `$3`, and words of display names from `$6` to before `$7`, where all words
 * asked for (`$8`) have to be in the name.
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
      from (select user_id from user_words where word >= $6 and word < $7
          order by word, user_id limit ${WORD_CANDIDATES}) w
        cross join lateral (select * from users where id = w.user_id offset 0) u
      where u.username collate "C" > $4 and ${FINDABLE}
        and to_tsvector('simple', u.display_name) @@ to_tsquery('simple', $8)
    )
    select u.id, u.username, u.display_name as "displayName", u.avatar
    from (select id from by_name union select id from by_word) found
      cross join lateral (select * from users where id = found.id offset 0) u
    order by u.username collate "C" limit $5`,
};

/**
 * People by the beginnings of their user name or of any word of their display name, by user name.
 * Those who are banned, and who blocked whom, are not found, either way round [S14]. Where more than
 * `WORD_CANDIDATES` people have a word that begins so, the words that come first in the alphabet are
 * found: to find a person with a more common name, type more of it, or the user name.
 */
export async function search(
  database: Database,
  callerId: string,
  page: { text: string; after?: string | undefined; limit: number },
): Promise<Pick<User, "id" | "username" | "displayName" | "avatar">[]> {
  const prefix = page.text.trim().toLowerCase().replace(/^@/, "");
  // What no name is written with is no word either.
  const words = /^[\p{L}\p{M}\p{N}\s'’.-]*$/u.test(prefix)
    ? (prefix.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
    : [];
  // The longest word is had by the fewest.
  const [rarest = END] = [...words].sort((a, b) => b.length - a.length);
  return runPrepared(database, searching, [
    ...[callerId, prefix, prefix + END, page.after ?? "", page.limit],
    ...[rarest, rarest + END, words.map((word) => `${word}:*`).join(" & ")],
  ]);
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
