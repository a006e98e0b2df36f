import { runPrepared } from "@rally/shared/server/database";
import type { Source } from "./conversation-state.js";

/** A command: who sends it, under which id, and the hash of what it asks for. */
export interface CommandIdentity {
  userId: string;
  commandId: string;
  name: string;
  hash: Buffer;
}

/**
 * What is known of a command's id: the result it had; that a message was sent under it by the same
 * words; or that it stands for something else.
 */
export type Recalled = { result: unknown } | "message" | "conflict";

interface Row {
  user_id: string | null;
  id: string;
  hash: Buffer;
  result: unknown;
}

const recallAll = {
  name: "log_recall",
  text: `select c.user_id, c.id, c.input_hash as hash, c.result
      from unnest($1::uuid[], $2::uuid[]) as asked (user_id, id) join commands c using (user_id, id)
    union all
    select null, id, command_hash, null from messages where id = any($2::uuid[])`,
};

/** Which of these commands were done before, in one query; by `keyOf`. */
export async function recall(
  source: Source,
  commands: readonly CommandIdentity[],
): Promise<Map<string, Recalled>> {
  const rows = await runPrepared<Row>(source, recallAll, [
    commands.map(({ userId }) => userId),
    commands.map(({ commandId }) => commandId),
  ]);
  const known = new Map<string, Recalled>();
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
