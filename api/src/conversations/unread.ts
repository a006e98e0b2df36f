import { limits } from "@rally/shared/limits";

/** Seqs to a row of `uncounted_messages`. */
const BLOCK = "65536";
const EVERYONE = "'00000000-0000-0000-0000-000000000000'::uuid";

/** The last seq of conversation `c` that member `m` has read or deleted, or that was sent before they joined. */
export const READ = "greatest(m.marker, m.joined_seq, m.cleared_seq)";

/** How many messages an author had sent in `c` up to a seq: the number that the last of them carries. */
const sentUpTo = (author: string, seq: string): string => `coalesce((
    select author_seq from messages
    where author_id = ${author} and conversation_id = c.id and seq <= ${seq}
    order by seq desc limit 1), 0)`;

/** How many messages after `READ` no count includes: deleted ones, an author's or everyone's. */
const uncountedOf = (author: string): string => `coalesce((
    select sum(bit_count(case when block = ${READ} / ${BLOCK}
      then substring(bits from (${READ} % ${BLOCK})::integer + 2) else bits end))
    from uncounted_messages
    where conversation_id = c.id and author_id = ${author} and block >= ${READ} / ${BLOCK}), 0)`;

/** An author's messages after `READ` that are not deleted. */
const countedOf = (author: string): string =>
  `${sentUpTo(author, "c.last_seq")} - ${sentUpTo(author, READ)} - ${uncountedOf(author)}`;

/** Whom the reader ignores, as one array: read once, not for each conversation. */
export const IGNORED =
  "(select coalesce(array_agg(other_id), '{}') from ignores where user_id = $1)";

/** Messages after `READ` by the reader and by those whom they ignore. */
const NOT_FOR_READER = `${countedOf("m.user_id")} + coalesce((
    select sum(${countedOf("ignored.id")}) from unnest(${IGNORED}) ignored (id)), 0)`;

/** Messages after `READ` that the reader has hidden and that would count otherwise. */
const HIDDEN = `coalesce((
    select count(*) from hidden_messages h
    cross join lateral (select * from messages where id = h.message_id offset 0) t
    where h.user_id = $1 and h.conversation_id = c.id and h.seq > ${READ}
      and t.deleted_at is null and t.content->>'kind' is distinct from 'system'
      and t.author_id is distinct from $1
      and (t.author_id is null or t.author_id <> all (${IGNORED}::uuid[]))), 0)`;

/**
 * The number of messages in conversation `c` that member `m`, who is user `$1`, has not read [S10]: by others whom they
 * do not ignore, not deleted, not hidden by them, after their marker and since they joined; at most `limits.unreadCounted`.
 * It is computed from numbers that messages carry, and never from the messages between: a handful of
 * rows, whatever lies there. Where even all that were ever deleted leave enough, the deleted ones
 * after the marker are not looked up.
 */
export const UNREAD = `(
  select case
    when c.last_seq <= ${READ} then 0
    when possible - total.count >= ${limits.unreadCounted} then ${limits.unreadCounted}
    else least(${limits.unreadCounted}, possible - ${uncountedOf(EVERYONE)}) end
  from (select c.last_seq - ${READ} - (${NOT_FOR_READER}) - ${HIDDEN} as possible offset 0) p
    cross join (select coalesce((select count from uncounted_messages
      where conversation_id = c.id and author_id = ${EVERYONE} and block = -1), 0) as count offset 0
    ) total
)::integer`;
