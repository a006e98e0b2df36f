import type { Prepared } from "../database/index.js";
import { rowLists } from "./changes/index.js";
import { conversationRow, type BatchWrite } from "./batch-write.js";
import { parametersOf, type RowList } from "./row-list.js";

const statements = new Map<string, Prepared>();

/** The lists that have rows, in the order in which the statement takes them. */
export function filledLists(writes: readonly BatchWrite[]): RowList<never>[] {
  return rowLists.filter((list) => writes.some(({ rows }) => (rows.get(list)?.size ?? 0) > 0));
}

/** The statement's parameters: those of the conversations and then of each filled list. */
export function commitValues(
  writes: readonly BatchWrite[],
  filled: readonly RowList<never>[],
): (string | Buffer)[] {
  return [
    ...parametersOf<BatchWrite>(
      conversationRow,
      writes.map((write) => [write]),
    ),
    ...filled.flatMap((list) =>
      parametersOf(
        list,
        writes.map(({ rows }) => (rows.get(list)?.values() ?? []) as Iterable<never>),
      ),
    ),
  ];
}

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
export function commitStatement(filled: readonly RowList<never>[]): Prepared {
  // By place and not by name: PostgreSQL looks at the first 63 bytes of it alone.
  const name = ["log_commit", ...filled.map((list) => rowLists.indexOf(list))].join("_");
  const known = statements.get(name);
  if (known) return known;
  const statement = { name, text: textOf(filled) };
  statements.set(name, statement);
  return statement;
}

function textOf(filled: readonly RowList<never>[]): string {
  let parameters = 0;
  const parameter = (): string => `$${(parameters += 1)}`;
  const rowsOf = (name: string, columns: readonly string[]): string => {
    const [names, types] = [0, 1].map((at) => columns.map((column) => column.split(" ")[at] ?? ""));
    const arrays = types?.map((type) => `${parameter()}::${type}[]`).join(", ");
    return `${name} as materialized (
      select * from unnest(${arrays}) as _ (${names?.join(", ")}))`;
  };
  const batch = rowsOf("batch", conversationRow.columns);
  const own = filled.map((list) => {
    const rows = rowsOf(list.name, list.columns);
    return { rows, write: list.write(list.bytes ? parameter() : "") };
  });
  const ids = filled.flatMap(({ usedIds }) => usedIds ?? []);
  return `with ${[
    batch,
    ...own.map(({ rows }) => rows),
    ...(ids.length > 0 ? [`used as materialized (${ids.join(" union all ")})`] : []),
    `locked as materialized (
      select b.* from batch b, lateral (
        select from conversations
        where id = b.id and epoch = b.epoch and version = b.was_version
          and update_number = b.was_number and member_count = b.was_members
          and rights = b.was_rights
        for no key update skip locked) c
      ${ids.length > 0 ? "where b.n not in (select n from used)" : ""})`,
    `moved as (
      update conversations c set version = l.version, last_seq = l.last_seq,
        member_count = l.members, update_number = l.number
      from locked l where c.id = any(array[l.id]))`,
    ...own.map(({ write }) => write),
  ].join(", ")}
    select id, (select losses from lost_rights_count) as "lossCount" from locked`;
}
