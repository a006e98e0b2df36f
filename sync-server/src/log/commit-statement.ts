import type { Prepared } from "@rally/shared/server/database";
import { conversationList, lists, type List } from "./commit-lists.js";

/** SHA-256. */
const HASH_BYTES = 32;

/** What each list's rows do; `bytes` is the parameter that has their bytes. */
const writes: Record<List, (bytes: string) => string> = {
  sent: (bytes) => `written as (
      insert into messages (id, conversation_id, seq, version, sent_version, author_id, content,
        reply_to, command_hash, sent_at, created_at, edited_at, deleted_at, author_seq)
      select s.id, h.id, s.seq, s.version, s.sent_version, s.author_id, s.content, s.reply_to,
        substring(${bytes}::bytea from s.hash_at for ${HASH_BYTES}), s.sent_at, h.at, s.edited_at,
        s.deleted_at, s.author_seq
      from sent s join held h using (n))`,
  done: (bytes) => `remembered as (
      insert into commands (user_id, id, name, input_hash, result)
      select d.user_id, d.id, d.name,
        substring(${bytes}::bytea from d.hash_at for ${HASH_BYTES}), d.result
      from done d join held h using (n))`,
  touched: () => `changed as (
      update messages m set version = t.version, content = t.content,
        reply_to = case when t.deleted_at is null then m.reply_to end,
        edited_at = coalesce(t.edited_at, m.edited_at),
        deleted_at = coalesce(t.deleted_at, m.deleted_at)
      from touched t join held h using (n) where m.id = any(array[t.id]))`,
  markers: () => `marked as (
      update memberships m set version = k.version, marker = greatest(m.marker, k.marker)
      from markers k join held h using (n)
      where m.conversation_id = any(array[h.id]) and m.user_id = any(array[k.user_id]))`,
  updates: (bytes) => `shown as (
      insert into conversation_updates (conversation_id, number, bytes)
      select h.id, u.number, substring(${bytes}::bytea from u.bytes_at for u.bytes)
      from updates u join held h using (n))`,
};

/** Conversations of which a command's id was used before, for a message or for another command. */
const used: Partial<Record<List, string>> = {
  sent: `
      select s.n from sent s, lateral (select from messages where id = s.id offset 0) m
      union all
      select s.n from sent s, lateral (
        select from commands where user_id = s.author_id and id = s.id offset 0) c`,
  done: `
      select d.n from done d, lateral (
        select from commands where user_id = d.user_id and id = d.id offset 0) c
      union all
      select d.n from done d, lateral (select from messages where id = d.id offset 0) m`,
};

const statements = new Map<string, Prepared>();

/**
 * Commits any number of conversations in one round trip. A conversation that is locked by another
 * process, has moved on, or of whose command ids one was used before, is left out whole and is not
 * among the ids returned; all others are durable when the statement is.
 *
 * Its plan must not depend on statistics, because it is kept while tables grow a thousandfold. A
 * row is looked up in a subquery that the planner cannot turn into a join (`lateral` with `offset 0`
 * or a lock); where it has to be a join, by `= any(array[…])`, which no merge join can use. Both
 * leave only the index on that very value, on a connection that avoids sequential scans.
 *
 * @param filled lists that have rows. Each combination is a statement of its own, so that a message
 *   alone, by far the most frequent, pays for nothing else.
 */
export function commitStatement(filled: readonly List[]): Prepared {
  const name = ["log_commit", ...filled].join("_");
  const known = statements.get(name);
  if (known) return known;
  const statement = { name, text: textOf(filled) };
  statements.set(name, statement);
  return statement;
}

function textOf(filled: readonly List[]): string {
  let parameters = 0;
  const parameter = (): string => `$${(parameters += 1)}`;
  const rowsOf = (name: string, columns: readonly string[]): string => {
    const [names, types] = [0, 1].map((at) => columns.map((column) => column.split(" ")[at] ?? ""));
    const arrays = types?.map((type) => `${parameter()}::${type}[]`).join(", ");
    return `${name} as materialized (
      select * from unnest(${arrays}) as _ (${names?.join(", ")}))`;
  };
  const batch = rowsOf("batch", conversationList.columns);
  const own = filled.map((list) => {
    const rows = rowsOf(list, lists[list].columns);
    return { rows, write: writes[list](lists[list].bytes ? parameter() : "") };
  });
  const ids = filled.flatMap((list) => used[list] ?? []);
  return `with ${[
    batch,
    ...own.map(({ rows }) => rows),
    ...(ids.length > 0 ? [`used as materialized (${ids.join(" union all ")})`] : []),
    `held as materialized (
      select b.* from batch b, lateral (
        select from conversations
        where id = b.id and epoch = b.epoch and version = b.was_version
          and update_number = b.was_number and member_count = b.was_members
          and rights = b.was_rights
        for no key update skip locked) c
      ${ids.length > 0 ? "where b.n not in (select n from used)" : ""})`,
    `moved as (
      update conversations c set version = h.version, last_seq = h.last_seq,
        member_count = h.members, update_number = h.number
      from held h where c.id = any(array[h.id]))`,
    ...own.map(({ write }) => write),
  ].join(", ")}
    select id, (select losses from lost_rights_count) as losses from held`;
}
