import type { Database, Transaction } from "@rally/shared/server/database";

/** Updates between two snapshots: loading reads at most this many rows. */
export const SNAPSHOT_EVERY = 100;

export interface StoredUpdate {
  number: number;
  bytes: Uint8Array;
}

/** The head of a room: which document this is, and how far it has been written. */
export interface RoomHead {
  epoch: number;
  number: number;
  /** Permissions lost before it was so; undefined: perhaps more than are known. */
  losses?: number;
}

/** Reads the head from the primary; undefined when there is no such conversation. */
export async function readHead(
  database: Database | Transaction,
  conversationId: string,
): Promise<RoomHead | undefined> {
  const row = await database<{ id: string; epoch: number; update_number: number }>("conversations")
    .where("id", conversationId)
    .first<{ epoch: number; update_number: number; losses: number } | undefined>(
      "epoch",
      "update_number",
      database.raw("(select losses from lost_rights_count) as losses"),
    );
  return row && { epoch: row.epoch, number: row.update_number, losses: row.losses };
}

/**
 * What a replica at `number` lacks, in order. When the updates right after it were melted into a
 * snapshot, the snapshot comes first.
 */
export async function readUpdatesAfter(
  database: Database | Transaction,
  conversationId: string,
  number: number,
): Promise<StoredUpdate[]> {
  const updates = await database<StoredUpdate & { conversation_id: string }>("conversation_updates")
    .where("conversation_id", conversationId)
    .andWhere("number", ">", number)
    .orderBy("number")
    .select("number", "bytes");
  if (updates[0]?.number === number + 1) return updates;
  const snapshot = await database<StoredUpdate & { conversation_id: string }>(
    "conversation_snapshots",
  )
    .where("conversation_id", conversationId)
    .first("number", "bytes");
  if (!snapshot || snapshot.number <= number) return updates;
  return [snapshot, ...updates.filter((update) => update.number > snapshot.number)];
}

/**
 * Stores the document as it was at `number`, and drops the updates that it holds; nothing of it
 * when the room began anew meanwhile, for then it is of another history.
 */
export async function storeSnapshot(
  database: Database,
  conversationId: string,
  { epoch, number, bytes }: StoredUpdate & RoomHead,
): Promise<void> {
  await database.transaction(async (trx) => {
    const row = await trx<{ id: string; epoch: number }>("conversations")
      .where({ id: conversationId, epoch })
      .forKeyShare()
      .first("epoch");
    if (!row) return;
    const before = await trx<{ conversation_id: string; number: number }>("conversation_snapshots")
      .where("conversation_id", conversationId)
      .first("number");
    const stored = await trx("conversation_snapshots")
      .insert({ conversation_id: conversationId, number, bytes: Buffer.from(bytes) })
      .onConflict("conversation_id")
      .merge()
      .where("conversation_snapshots.number", "<", number)
      .returning("number");
    if (stored.length === 0) return;
    await trx("conversation_updates")
      .where("conversation_id", conversationId)
      // Not from the beginning: the index still leads to all that was deleted before.
      .andWhere("number", ">", before?.number ?? 0)
      .andWhere("number", "<=", number)
      .delete();
  });
}
