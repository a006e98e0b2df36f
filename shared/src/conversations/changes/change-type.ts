import * as z from "zod/mini";
import { idSchema } from "../../ids/index.js";

/** The fields of every change. Times in milliseconds since the epoch. */
export const changeFields = {
  /** Gap-free within the conversation. */
  version: z.int(),
  /** When it was committed. */
  at: z.int(),
  /** The user who made it. */
  author: idSchema,
};

interface Versioned {
  type: string;
  version: number;
}

/**
 * A type of change: what it looks like in the room's tail, what history and `GET …/changes` bring of
 * it, and how a device folds it. What it writes to the database is in
 * `shared/src/server/log/changes`, how devices store it in `pwa/src/conversations/data/changes`.
 * Each type is a file in this folder and a line in `index.ts`.
 */
export interface ChangeType<Change extends Versioned, Row extends Versioned, Stored> {
  /** An entry of the room's tail. */
  change: z.ZodMiniType<Change>;
  /** The row of history and `GET …/changes`; absent when another type's row carries the change. */
  row?: z.ZodMiniType<Row>;
  /** How a device folds it; absent when devices store nothing of it. */
  fold?: Fold<Change | Row, Stored>;
}

export interface Fold<Input, Stored> {
  /** The device's table, see `FoldedRows`. */
  table: string;
  key(input: Input): string;
  /**
   * @param userId the id of the user whose device it is.
   * @returns the row to store; `stored` itself when nothing changes.
   */
  into(stored: Stored | undefined, input: Input, userId: string): Stored;
}

/** Types an entry of the table. */
export function defineChangeType<
  Change extends Versioned,
  Row extends Versioned = Change,
  Stored = never,
>(type: ChangeType<Change, Row, Stored>): ChangeType<Change, Row, Stored> {
  return type;
}
