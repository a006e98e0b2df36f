import type { Command, Input, Output } from "@rally/shared/commands";
import type { Change } from "@rally/shared/conversations";
import type { ConversationRow, OutboxRow, RallyDatabase } from "../../../database/index.js";
import { inputOf } from "../../../outbox/index.js";

/**
 * How a device stores what types of change are folded into, and which commands of its user cause
 * such changes. Each is a file in this folder and a line in `index.ts`.
 */
export interface ChangeTable<Row> {
  /** @returns the row of each key, in the order of the keys. */
  read(
    database: RallyDatabase,
    conversation: ConversationRow,
    keys: string[],
  ): PromiseLike<(Row | undefined)[]> | Row[];
  /** Writes the rows. It may also change `conversation`, which the caller stores. */
  write(database: RallyDatabase, conversation: ConversationRow, rows: Row[]): unknown;
  commands?: readonly ChangingCommand[];
}

/** A command whose result is folded as a change, before the change itself arrives. */
export interface ChangingCommand {
  name: string;
  /** The change that the command of this user has caused; undefined if the answer does not tell. */
  change(row: OutboxRow, result: unknown, author: string): Change | undefined;
  /** A refused command is deleted: it contains no text by the user that has to be kept. */
  deletedWhenRefused: boolean;
}

/** Types a command of the table. */
export function changingCommand<C extends Command>(
  command: C,
  change: (input: Input<C>, result: Output<C>, author: string) => Change | undefined,
  { deletedWhenRefused = false } = {},
): ChangingCommand {
  return {
    name: command.name,
    change: (row, result, author) => change(inputOf(command, row), result as Output<C>, author),
    deletedWhenRefused,
  };
}
