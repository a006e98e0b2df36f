import type { Database } from "@rally/shared/server/database";
import { batchingOver } from "../scheduling/index.js";

/** Updates between two snapshots: loading reads at most this many rows. */
export const SNAPSHOT_EVERY = 100;

export interface StoredUpdate {
  number: number;
  bytes: Uint8Array;
}

/** The head of a room: which document it is, and the number of its last update. */
export interface RoomHead {
  epoch: number;
  updateNumber: number;
  /**
   * Permissions lost before the head was reached. Undefined when there may be more than this
   * process knows.
   */
  lossCount?: number;
}

/** An update that another process committed and published. */
export type PublishedUpdate = StoredUpdate & Omit<RoomHead, "updateNumber">;

/** Documents that one query reads at most, together some megabytes. */
const DOCUMENTS = { atOnce: 2, most: 100 };

/** Reads the head from the primary. Undefined when the conversation does not exist. */
export const readHead = batchingOver<Database, string, RoomHead | undefined>(
  async (database, ids) => {
    const { rows } = await database.raw<{ rows: (RoomHead & { id: string })[] }>(
      `select id, epoch, update_number as "updateNumber", (select losses from lost_rights_count) as "lossCount"
       from conversations where id = any(?::uuid[])`,
      [[...ids]],
    );
    const heads = new Map(rows.map(({ id, ...head }) => [id, head]));
    return ids.map((id) => heads.get(id));
  },
  { atOnce: 2, most: 500 },
);

interface UpdateRow extends StoredUpdate {
  place: number;
  whole: boolean;
}

/**
 * The updates that a replica at `number` lacks, in order. When the updates after `number` were
 * compacted into a snapshot, the snapshot comes first. Rooms that ask at the same time share a
 * query.
 */
export const readUpdatesAfter = batchingOver<
  Database,
  { id: string; number: number },
  StoredUpdate[]
>(async (database, keys) => {
  const { rows } = await database.raw<{ rows: UpdateRow[] }>(
    `with asked as materialized (
       select * from unnest(?::uuid[], ?::bigint[]) with ordinality as asked (id, number, place)
     )
     select asked.place, u.number, u.bytes, false as whole from asked cross join lateral (
       select number, bytes from conversation_updates
       where conversation_id = asked.id and number > asked.number offset 0) as u
     union all
     select asked.place, s.number, s.bytes, true from asked cross join lateral (
       select number, bytes from conversation_snapshots
       where conversation_id = asked.id and number > asked.number offset 0) as s
     order by place, number`,
    [keys.map(({ id }) => id), keys.map(({ number }) => number)],
  );
  const found = keys.map((): UpdateRow[] => []);
  for (const row of rows) found[row.place - 1]?.push(row);
  return keys.map(({ number }, index) => {
    const updates = found[index]?.filter(({ whole }) => !whole) ?? [];
    const snapshot = found[index]?.find(({ whole }) => whole);
    if (!snapshot || updates[0]?.number === number + 1) return updates;
    return [snapshot, ...updates.filter((update) => update.number > snapshot.number)];
  });
}, DOCUMENTS);

/**
 * Stores the document as it was at `number` and deletes the updates that it contains. Stores
 * nothing when the room was reset meanwhile, because the document then belongs to another history.
 */
export async function storeSnapshot(
  database: Database,
  conversationId: string,
  { epoch, number, bytes }: StoredUpdate & Pick<RoomHead, "epoch">,
): Promise<void> {
  await database.transaction(async (trx) => {
    const row = await trx<{ id: string; epoch: number }>("conversations")
      .where({ id: conversationId, epoch })
      // The messages of a deleted one are being removed.
      .whereNull("deleted_at")
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
      // The lower bound spares the index entries of all rows deleted before.
      .andWhere("number", ">", before?.number ?? 0)
      .andWhere("number", "<=", number)
      .delete();
  });
}
