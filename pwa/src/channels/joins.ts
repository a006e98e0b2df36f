import { cancelJoinRequest, joinChannel } from "@rally/shared/channels";
import { storing, type OutboxRow, type RallyDatabase } from "../database/index.js";
import { canStillChange, enqueue } from "../outbox/index.js";

/** What the user last asked of a channel on this device. */
export interface Join {
  /**
   * - `joining`, `cancelling`: waits for the server
   * - `asked`, `none`: the server has answered
   * - `refused`: with the code of the error
   */
  state: "joining" | "cancelling" | "asked" | "none" | "refused";
  code?: string | undefined;
  /** When the server answered, in epoch milliseconds: what was listed later is newer. */
  answeredAt?: number | undefined;
}

const names: readonly string[] = [joinChannel.name, cancelJoinRequest.name];

/** Joins a channel, or asks to; shown at once and sent when possible. */
export function join(database: RallyDatabase, conversationId: string): Promise<void> {
  return replace(database, joinChannel, conversationId);
}

/** Withdraws a request to join. */
export function cancelJoin(database: RallyDatabase, conversationId: string): Promise<void> {
  return replace(database, cancelJoinRequest, conversationId);
}

/** Of unsent joins and cancellations of a channel only the last one is sent. */
function replace(
  database: RallyDatabase,
  command: typeof joinChannel | typeof cancelJoinRequest,
  conversationId: string,
): Promise<void> {
  const { outbox } = database;
  return storing(() =>
    database.transaction("rw", [outbox], async () => {
      await outbox
        .where("state")
        .anyOf("pending", "refused")
        .and((row) => isOf(row, conversationId) && canStillChange(row))
        .delete();
      await enqueue(database, command, { conversationId });
    }),
  );
}

function isOf(row: OutboxRow, conversationId: string): boolean {
  const input = row.input as { conversationId?: string };
  return names.includes(row.name) && input.conversationId === conversationId;
}

/** What the user last asked of each channel, by the channel's id. */
export async function readJoins(database: RallyDatabase): Promise<ReadonlyMap<string, Join>> {
  const rows = await database.outbox
    .orderBy("order")
    .filter(({ name }) => names.includes(name))
    .toArray();
  return new Map(
    rows.map((row) => [(row.input as { conversationId: string }).conversationId, joinOf(row)]),
  );
}

function joinOf({ name, state, error, sentAt: answeredAt }: OutboxRow): Join {
  if (state === "refused") return { state, code: error?.code };
  const isJoin = name === joinChannel.name;
  if (state === "sent") return { state: isJoin ? "asked" : "none", answeredAt };
  return { state: isJoin ? "joining" : "cancelling" };
}
