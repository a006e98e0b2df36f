import { runPrepared, type Transaction } from "../database/index.js";
import type { Source } from "./conversation-state.js";

/** A command: who sends it, under which id, and the hash of its name and input. */
export interface CommandIdentity {
  userId: string;
  commandId: string;
  name: string;
  hash: Buffer;
}

/**
 * The record under a command's id: its result; "sentMessage" if a message with the same input was sent
 * under it; "conflict" if the id was used for another command.
 */
export type RecordedCommand = { result: unknown } | "sentMessage" | "conflict";

interface Row {
  user_id: string | null;
  id: string;
  hash: Buffer;
  result: unknown;
}

const lookUpAll = {
  name: "log_look_up",
  // By index whatever the planner believes of the tables, see `commitStatement`.
  text: `with asked as materialized (
      select * from unnest($1::uuid[], $2::uuid[]) as _ (user_id, id))
    select a.user_id, a.id, c.hash, c.result from asked a, lateral (
      select input_hash as hash, result from commands
      where user_id = a.user_id and id = a.id offset 0) c
    union all
    select null, a.id, m.hash, null from asked a, lateral (
      select command_hash as hash from messages where id = a.id offset 0) m`,
};

/**
 * The records of those of these commands that were executed before, by `commandKey`; one query.
 * @param keepsPlan whether PostgreSQL may keep the query's plan. True on the log's own connections,
 *   which never scan a table; elsewhere the plan has to fit the current size of the tables.
 */
export async function lookUp(
  source: Source,
  commands: readonly CommandIdentity[],
  { keepsPlan }: { keepsPlan: boolean },
): Promise<Map<string, RecordedCommand>> {
  const statement = keepsPlan ? lookUpAll : { text: lookUpAll.text };
  const rows = await runPrepared<Row>(source, statement, [
    commands.map(({ userId }) => userId),
    commands.map(({ commandId }) => commandId),
  ]);
  const known = new Map<string, RecordedCommand>();
  for (const command of commands) {
    const row = rows.find(
      ({ id, user_id: user }) =>
        id === command.commandId && (user ?? command.userId) === command.userId,
    );
    if (!row) continue;
    known.set(
      commandKey(command),
      !row.hash.equals(command.hash)
        ? "conflict"
        : row.user_id === null
          ? "sentMessage"
          : { result: row.result },
    );
  }
  return known;
}

export const commandKey = ({ userId, commandId }: CommandIdentity): string =>
  `${userId} ${commandId}`;

/**
 * Records the result of a command that runs in a transaction of its own. The row is unique per user
 * and id, so that two at once cannot both succeed. The log records with `recordResult`.
 */
export async function recordInTransaction(
  trx: Transaction,
  command: CommandIdentity,
  result: unknown,
): Promise<void> {
  await trx("commands").insert({
    user_id: command.userId,
    id: command.commandId,
    name: command.name,
    input_hash: command.hash,
    result: JSON.stringify(result),
  });
}
