import type { Database, Transaction } from "@rally/shared/server/database";
import { batchingOver } from "../scheduling/index.js";

/** Updates after which a user's room is compacted into one snapshot. */
const SNAPSHOT_EVERY = 100;

interface UserRoomRow {
  user_id: string;
  generation: number;
  number: number;
  snapshot_number: number;
  snapshot: Buffer | null;
}

/** The position of a copy of a user's room. Numbers rise through all generations. */
export interface RoomPosition {
  generation: number;
  number: number;
}

/** The room is of another generation than the copy to write, which makes the copy worthless. */
export class AnotherGeneration extends Error {}

/** The account was deleted. Nothing is stored for it any more. */
export class DeletedAccount extends Error {}

/** Updates that lead to a position, and the number of permissions lost before the last of them. */
export interface StoredUpdates extends RoomPosition {
  updates: Uint8Array[];
  lossCount: number;
}

interface UpdateRow {
  place: number;
  number: number;
  bytes: Buffer;
  /** The generation of a snapshot. */
  generation: number | null;
  /** The number of permissions lost at the time of the read (`lost_rights_count`). */
  lossCount: number;
}

/**
 * The updates that a copy at `at` lacks, and the position they lead to. In another generation these
 * are all updates of its document, and the copy must be rebuilt from them. Rooms that ask at the
 * same time share a query.
 */
const readBatch = batchingOver<Database, { userId: string; at: RoomPosition }, StoredUpdates>(
  async (database, keys) => {
    const { rows } = await database.raw<{ rows: UpdateRow[] }>(
      `with asked as materialized (
         select * from unnest(?::uuid[], ?::bigint[]) with ordinality as asked (id, number, place)
       )
       select asked.place, u.number, u.bytes, null as generation,
         (select losses from lost_rights_count) as "lossCount"
       from asked cross join lateral (
         select number, bytes from user_room_updates
         where user_id = asked.id and number > asked.number offset 0) as u
       union all
       select asked.place, r.snapshot_number, r.snapshot, r.generation,
         (select losses from lost_rights_count)
       from asked cross join lateral (
         select snapshot_number, snapshot, generation from user_rooms
         where user_id = asked.id and snapshot_number > asked.number and snapshot is not null
         offset 0) as r
       order by place, number`,
      [keys.map(({ userId }) => userId), keys.map(({ at }) => at.number)],
    );
    const found = keys.map((): UpdateRow[] => []);
    for (const row of rows) found[row.place - 1]?.push(row);
    return keys.map(({ at }, index) => after(at, found[index] ?? []));
  },
  { atOnce: 2, most: 50 },
);

export const readUserUpdatesAfter = (
  database: Database,
  userId: string,
  at: RoomPosition,
): Promise<StoredUpdates> => readBatch(database, { userId, at });

function after(at: RoomPosition, found: readonly UpdateRow[]): StoredUpdates {
  const rows = found.filter(({ generation }) => generation === null);
  const last = rows.at(-1);
  // A new generation skips one number, that of its first snapshot. Later updates are contiguous.
  if (last && rows[0]?.number === at.number + 1) {
    const { generation } = at;
    const updates = rows.map((row) => row.bytes);
    return { generation, number: last.number, updates, lossCount: last.lossCount };
  }
  const snapshot = found.find(({ generation }) => generation !== null);
  if (!snapshot) return { ...at, updates: [], lossCount: 0 };
  const newer = rows.filter((row) => row.number > snapshot.number);
  return {
    generation: snapshot.generation ?? at.generation,
    number: newer.at(-1)?.number ?? snapshot.number,
    updates: [snapshot.bytes, ...newer.map((row) => row.bytes)],
    lossCount: snapshot.lossCount,
  };
}

/**
 * Stores one update under the next number, and at intervals the whole document in place of its
 * updates. `snapshot` returns the document's bytes. It is not called when the copy lacks updates
 * that another process stored.
 * @returns the number, and the number of permissions lost before.
 * @throws AnotherGeneration when the copy's generation is over, DeletedAccount.
 */
export async function storeUserUpdate(
  database: Database,
  userId: string,
  at: RoomPosition,
  bytes: Uint8Array,
  snapshot: () => Uint8Array,
): Promise<{ number: number; lossCount: number }> {
  return database.transaction(async (trx) => {
    const room = await lockRoom(trx, userId);
    if (room.generation !== at.generation) throw new AnotherGeneration();
    const number = room.number + 1;
    if (room.number === at.number && number - room.snapshot_number >= SNAPSHOT_EVERY) {
      await compact(trx, userId, { generation: room.generation, number }, snapshot());
    } else {
      await trx("user_room_updates").insert({
        user_id: userId,
        number,
        bytes: Buffer.from(bytes),
      });
      await trx("user_rooms").where("user_id", userId).update({ number });
    }
    return { number, lossCount: await readLosses(trx) };
  });
}

/**
 * Starts the next generation with `document`.
 * @returns the room's new position. Undefined when the room has moved on from `at` meanwhile.
 */
export async function storeGeneration(
  database: Database,
  userId: string,
  at: RoomPosition,
  document: Uint8Array,
): Promise<RoomPosition | undefined> {
  return database.transaction(async (trx) => {
    const room = await lockRoom(trx, userId);
    if (room.generation !== at.generation || room.number !== at.number) return undefined;
    const next = { generation: room.generation + 1, number: room.number + 1 };
    await compact(trx, userId, next, document);
    return next;
  });
}

/**
 * The number of permissions lost so far. Read last, because a statement that waited for the room's
 * lock reads all other rows as they were before it waited.
 */
async function readLosses(trx: Transaction): Promise<number> {
  const row = await trx<{ losses: number }>("lost_rights_count").first("losses");
  if (!row) throw new Error("lost_rights_count has no row");
  return row.losses;
}

interface LockedRoom extends UserRoomRow {
  deleted: boolean;
}

/**
 * Locks the room's row. Deleting the account locks the same row and starts another generation: a
 * statement that waited finds the new generation, a later one finds the user deleted.
 */
async function lockRoom(trx: Transaction, userId: string): Promise<LockedRoom> {
  await trx("user_rooms").insert({ user_id: userId }).onConflict("user_id").ignore();
  const room = await trx<UserRoomRow>("user_rooms")
    .where("user_id", userId)
    .forUpdate()
    .first<LockedRoom | undefined>(
      "generation",
      "number",
      "snapshot_number",
      trx.raw("(select deleted_at is not null from users where id = user_id) as deleted"),
    );
  if (!room) throw new Error(`The room of ${userId} is gone`);
  if (room.deleted) throw new DeletedAccount();
  return room;
}

/** Replaces all updates with one snapshot. */
async function compact(
  trx: Transaction,
  userId: string,
  { generation, number }: RoomPosition,
  document: Uint8Array,
): Promise<void> {
  await trx("user_room_updates").where("user_id", userId).delete();
  await trx("user_rooms")
    .where("user_id", userId)
    .update({ generation, number, snapshot_number: number, snapshot: Buffer.from(document) });
}
