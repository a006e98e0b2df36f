import type { Source } from "./conversation-state.js";

/** SHA-256. */
export const HASH_BYTES = 32;

/** One cell of an array literal. */
type Cell = string | number | null;

/**
 * Rows of one kind that a commit writes. A change type registers its own in `changes/index.ts`; the
 * commit statement is built from the lists that have rows.
 */
export interface RowList<Row> {
  /** The name of the rows within the statement. */
  name: string;
  /** Names and types in SQL. `n` is the index of the conversation in the statement. */
  columns: readonly `${string} ${string}`[];
  /** A row's cells in the order of the columns; `at` is where its bytes begin, from 1. */
  cells(row: Row, n: number, at: number): Cell[];
  /** A row's bytes. The bytes of all rows are one parameter. */
  bytes?(row: Row): Uint8Array;
  /** The expression that writes the rows; `bytes` is the parameter that holds their bytes. */
  write(bytes: string): string;
  /** A query for the `n` of conversations with a command whose id was used before. */
  usedIds?: string;
}

/** Rows of one kind that decisions read, by their ids. */
export interface RowRead<Row> {
  load(source: Source, ids: readonly string[]): Promise<ReadonlyMap<string, Row>>;
}

/** The rows of each list that a batch writes, by their key. */
export type RowsByList = ReadonlyMap<RowList<never>, ReadonlyMap<string, unknown>>;

/**
 * A list's parameters in the statement: an array literal for each column, then the bytes of all
 * rows if the list has any.
 */
export function parametersOf<Row>(
  list: Pick<RowList<Row>, "columns" | "cells" | "bytes">,
  byConversation: readonly Iterable<Row>[],
): (string | Buffer)[] {
  const columns = list.columns.map((): Cell[] => []);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const [n, rows] of byConversation.entries()) {
    for (const row of rows) {
      const cells = list.cells(row, n, length + 1);
      for (const [index, column] of columns.entries()) column.push(cells[index] ?? "null");
      const piece = list.bytes?.(row);
      if (!piece) continue;
      pieces.push(piece);
      length += piece.length;
    }
  }
  const arrays = columns.map((cells) => `{${cells.join(",")}}`);
  return list.bytes ? [...arrays, Buffer.concat(pieces, length)] : arrays;
}

/** JSON as a quoted element of an array literal, where quotes and backslashes are escaped as in JSON. */
export function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(JSON.stringify(value));
}

/** Milliseconds since the epoch as PostgreSQL reads them, also beyond the year 9999. */
export function timestamp(milliseconds: number | null): string | null {
  if (milliseconds === null) return null;
  return new Date(milliseconds).toISOString().replace(/^\+0*/, "");
}
