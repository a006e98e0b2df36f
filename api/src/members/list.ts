import type { Role } from "@rally/shared/members";
import { runPrepared, type Database, type Prepared } from "@rally/shared/server/database";
import { existsSql, isBlockedSql, mutedUntilSql, type User } from "@rally/shared/server/models";

/** A row of the page; `id` is null for a deleted account, or if the page is empty. */
export interface MemberRow extends Pick<User, "username" | "displayName" | "avatar"> {
  userId: string | null;
  id: string | null;
  role: Role;
  joinedAt: Date;
  /** Milliseconds since the epoch; null: not muted. */
  mutedUntil: number | null;
  blocked: boolean;
}

/** The columns of members `m` and their users `u`; `$1` is the conversation, `$2` the caller. */
const COLUMNS = `m.user_id as "userId", u.id, u.username, u.display_name as "displayName", u.avatar,
  m.role, m.joined_at as "joinedAt", ${mutedUntilSql("$1", "m.user_id")} as "mutedUntil",
  ${isBlockedSql("u.id", "$2::uuid")} as blocked`;
const ITS_USER = `left join lateral (
    select * from users where id = m.user_id and deleted_at is null offset 0
  ) u on true`;

/**
 * A page of the members of conversation `$1` by user id: no row if user `$2` is not a member, one row
 * without a user if the page is empty. Members are chosen by key first, then their users by key.
 */
const page: Prepared = {
  name: "members_page",
  text: `
    select ${COLUMNS}
    from memberships me
      left join lateral (
        select user_id, role, joined_at from memberships
        where conversation_id = $1 and (conversation_id, user_id) > ($1, $3::uuid)
        order by conversation_id, user_id limit $4
      ) m on true
      ${ITS_USER}
    where me.conversation_id = $1 and me.user_id = $2 and ${existsSql("$1")}
    order by m.user_id`,
};

/** Sorts after every name with the same prefix. */
const END = "\u{10ffff}";
/** Members that one page of a search with several words examines at most. */
const CANDIDATES = 200;

/**
 * The members of whose words one is from `$3` up to `$4` and, for each other word of `$7`, one begins
 * with it. Each member is read at their first such word, after that of member `$5`. Of the candidates
 * a page reads a bounded number, so a page may have few rows and still a next one.
 */
const found: Prepared = {
  name: "members_found",
  text: `
    with candidates as materialized (
      select w.word, w.user_id from member_words w
      where w.conversation_id = $1 and w.word >= $3 and w.word < $4
        and (w.word, w.user_id) > (coalesce((
          select word from member_words where user_id = $5::uuid and conversation_id = $1
            and word >= $3 and word < $4 order by word limit 1), ''), $5::uuid)
        and not exists (select from member_words e where e.user_id = w.user_id
          and e.conversation_id = $1 and e.word >= $3 and e.word < w.word)
      order by w.word, w.user_id limit $6
    )
    select ${COLUMNS}, ended.last, ended.count
    from memberships me
      cross join (select count(*)::integer as count, (select user_id from candidates
        order by word desc, user_id desc limit 1) as last from candidates) ended
      left join lateral (
        select c.word, c.user_id, s.role, s.joined_at from candidates c
          cross join lateral (
            select role, joined_at from memberships
            where conversation_id = $1 and user_id = c.user_id offset 0
          ) s
        where not exists (select from unnest($7::text[]) other (word)
          where not exists (select from member_words o where o.user_id = c.user_id
            and o.conversation_id = $1 and o.word >= other.word
            and o.word < other.word || '${END}'))
      ) m on true
      ${ITS_USER}
    where me.conversation_id = $1 and me.user_id = $2 and ${existsSql("$1")}
    order by m.word, m.user_id`,
};

interface Page {
  conversationId: string;
  after: string;
  limit: number;
  /** The beginnings of words that a member's names must have. */
  search: string;
}

/**
 * A page of a conversation's members. `next`: the `after` of the next page.
 * @returns undefined when the caller is not a member of the conversation.
 */
export async function membersOf(
  database: Database,
  callerId: string,
  { conversationId, after, limit, search }: Page,
): Promise<{ rows: MemberRow[]; next?: string } | undefined> {
  if (search.trim() === "") {
    const rows = await runPrepared<MemberRow>(database, page, [
      ...[conversationId, callerId, after, limit],
    ]);
    const last = rows.at(-1)?.userId;
    return rows.length === 0
      ? undefined
      : { rows, ...(rows.length === limit && last && { next: last }) };
  }
  // The longest word is the most selective one.
  const words = search.toLowerCase().match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];
  const [rarest = END, ...others] = [...words].sort((a, b) => b.length - a.length);
  const most = others.length === 0 ? limit : CANDIDATES;
  const rows = await runPrepared<MemberRow & { last: string | null; count: number }>(
    database,
    found,
    [conversationId, callerId, rarest, rarest + END, after, most, others],
  );
  const [first] = rows;
  if (!first) return undefined;
  const kept = rows.slice(0, limit);
  const last = rows.length > limit ? kept.at(-1)?.userId : first.last;
  const hasMore = rows.length > limit || first.count === most;
  return { rows: kept, ...(hasMore && last && { next: last }) };
}
