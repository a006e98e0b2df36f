import type { EntityTable } from "dexie";

/**
 * Rows by their ids, from a table that has one for few of them: a cursor skips to the next row, where
 * `bulkGet` would make a request for each id.
 */
export function sparseRows<Row extends { id: string }>(
  table: EntityTable<Row, "id">,
  ids: Iterable<string>,
): PromiseLike<ReadonlyMap<string, Row>> {
  return table
    .where(":id")
    .anyOf([...new Set(ids)])
    .toArray()
    .then((rows) => new Map(rows.map((row) => [row.id, row])));
}
