import { RallyError } from "../../../errors/index.js";
import { commandKey, type CommandIdentity, type RecordedCommand } from "../idempotency.js";
import type { LogBatch } from "../log-batch.js";
import { HASH_BYTES, json, type RowList } from "../row-list.js";
import { newMessageRows } from "./message.js";

/** Commands whose results a batch records. */
export const commandRows: RowList<CommandIdentity & { result: unknown }> = {
  name: "done",
  columns: [
    ...(["n integer", "user_id uuid", "id uuid", "name text"] as const),
    ...(["hash_at integer", "result jsonb"] as const),
  ],
  cells: ({ userId, commandId, name, result }, n, at) => [
    ...[n, userId, commandId, JSON.stringify(name), at, json(result)],
  ],
  bytes: ({ hash }) => hash,
  write: (bytes) => `recorded as (
      insert into commands (user_id, id, name, input_hash, result)
      select d.user_id, d.id, d.name,
        substring(${bytes}::bytea from d.hash_at for ${HASH_BYTES}), d.result
      from done d join locked l using (n))`,
  usedIds: `
      select d.n from done d, lateral (
        select from commands where user_id = d.user_id and id = d.id offset 0) c
      union all
      select d.n from done d, lateral (select from messages where id = d.id offset 0) m`,
};

/** The record under a command's id, by an earlier batch or by this one [S2]. */
export function recordedIn(batch: LogBatch, command: CommandIdentity): RecordedCommand | undefined {
  const done = batch.rows(commandRows).get(commandKey(command));
  if (done) return done.hash.equals(command.hash) ? { result: done.result } : "conflict";
  const added = batch.rows(newMessageRows).get(command.commandId);
  if (added) return added.hash.equals(command.hash) ? "sentMessage" : "conflict";
  return batch.recorded.get(commandKey(command));
}

/** Records a command's result, so that the same command is answered with it again. */
export function recordResult(batch: LogBatch, command: CommandIdentity, result: unknown): void {
  batch.countWrite();
  const { userId, commandId, name, hash } = command;
  batch.rows(commandRows).set(commandKey(command), { userId, commandId, name, hash, result });
}

export function idConflict(): RallyError {
  return new RallyError("id_conflict", "This id was used for something else");
}
