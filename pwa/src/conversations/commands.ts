import type { Command, Input } from "@rally/shared/commands";
import type { OutboxRow } from "../database/index.js";

/** What a command in the outbox says; it was checked against its schema when it was written. */
export function inputOf<C extends Command>(_command: C, row: OutboxRow): Input<C> {
  return row.input as Input<C>;
}
