import type { Command, Input } from "@rally/shared/commands";
import { parseInput } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import { storing, type RallyDatabase } from "../database/index.js";

/**
 * Puts a command in the outbox, from where it leaves by itself.
 * Resolves once IndexedDB says complete, or with the transaction that it is called in.
 * @returns the command's id.
 * @throws RallyError `invalid_input` when the server would refuse its form.
 */
export async function enqueue<C extends Command>(
  database: RallyDatabase,
  command: C,
  input: Input<C>,
  to: { conversation?: string; id?: string; afterSeq?: number } = {},
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
    }),
  );
  return id;
}
