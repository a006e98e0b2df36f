import type { Command, Input } from "@rally/shared/commands";
import { parseInput } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import { storing, type OutboxRow, type RallyDatabase } from "../database/index.js";

/**
 * Adds a command to the outbox, which sends it when possible.
 * Resolves when the IndexedDB transaction is complete, or the one that it is called in.
 * @returns the command's id.
 * @throws RallyError `invalid_input` when the input does not match the schema.
 */
export async function enqueue<C extends Command>(
  database: RallyDatabase,
  command: C,
  input: Input<C>,
  to: Pick<OutboxRow, "afterSeq" | "shown"> & { conversation?: string; id?: string } = {},
): Promise<string> {
  parseInput(command.input, input);
  const id = to.id ?? newId();
  await storing(() =>
    database.outbox.add({
      id,
      name: command.name,
      input,
      conversation: to.conversation ?? "",
      state: "pending",
      createdAt: Date.now(),
      attempted: false,
      failures: 0,
      ...(to.afterSeq !== undefined && { afterSeq: to.afterSeq }),
      ...(to.shown && { shown: to.shown }),
    }),
  );
  return id;
}

/** A command's input in the outbox. It was validated when it was added. */
export function inputOf<C extends Command>(_command: C, row: OutboxRow): Input<C> {
  return row.input as Input<C>;
}
