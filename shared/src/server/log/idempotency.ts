import { runPrepared } from "../database/index.js";
import type { Source } from "./conversation-state.js";

/** A command: who sends it, under which id, and the hash of what it asks for. */
export interface CommandIdentity {
  userId: string;
  commandId: string;
  name: string;
  hash: Buffer;
}

/**
 * The record under a command's id: its result; "message" if a message with the same input was sent
 * under it; "conflict" if the id was used for another command.
 */
export type RecordedCommand = { result: unknown } | "message" | "conflict";

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
 * Which of these commands were done before, in one query; by `keyOf`.
 * @param keepsPlan whether the query's plan may be kept: on the log's own connections, which never
 *   scan a table. Elsewhere it is made each time, for tables as large as they are then.
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
      keyOf(command),
      !row.hash.equals(command.hash)
        ? "conflict"
        : row.user_id === null
          ? "message"
          : { result: row.result },
    );
  }
  return known;
}

export const keyOf = ({ userId, commandId }: CommandIdentity): string => `${userId} ${commandId}`;
