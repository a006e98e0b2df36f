import type { Database, Transaction } from "@rally/shared/server/database";

/** Updates after which a user's room is melted into one snapshot. */
const SNAPSHOT_EVERY = 100;

interface UserRoomRow {
  user_id: string;
  generation: number;
  number: number;
  snapshot_number: number;
  snapshot: Buffer | null;
}

/** Where a copy of a user's room stands: numbers rise through all generations. */
export interface RoomPosition {
  generation: number;
  number: number;
}

/** The room is of another generation than the copy that was to be written: the copy is worthless. */
export class AnotherGeneration extends Error {}

/**
 * What a copy at `at` lacks, and where it then stands. In another generation the updates are all of
 * its document, and the copy has to be made anew from them.
 */
export async function readUserUpdatesAfter(
  database: Database | Transaction,
  userId: string,
  at: RoomPosition,
): Promise<RoomPosition & { updates: Uint8Array[] }> {
  const rows = await database<{ user_id: string; number: number; bytes: Buffer }>(
    "user_room_updates",
  )
    .where("user_id", userId)
    .andWhere("number", ">", at.number)
    .orderBy("number")
    .select("number", "bytes");
  const last = rows.at(-1);
  // A new generation leaves a number out, that of its first snapshot: what follows is the same one.
  if (last && rows[0]?.number === at.number + 1) {
    const { generation } = at;
    return { generation, number: last.number, updates: rows.map((row) => row.bytes) };
  }
  // Read after the updates: what was melted between the two reads is in the snapshot.
  const room = await database<UserRoomRow>("user_rooms").where("user_id", userId).first();
  if (!room?.snapshot || room.snapshot_number <= at.number) return { ...at, updates: [] };
  const after = rows.filter((row) => row.number > room.snapshot_number);
  return {
    generation: room.generation,
    number: after.at(-1)?.number ?? room.snapshot_number,
    updates: [room.snapshot, ...after.map((row) => row.bytes)],
  };
}

/**
 * Stores one update under the next number, and now and then the whole document instead of its
 * updates. `snapshot` gives the document's bytes; it is not asked when the copy lacks updates that
 * another process stored.
 * @returns the number.
 * @throws AnotherGeneration when the copy at `at` is of one that is over.
 */
export async function storeUserUpdate(
  database: Database,
  userId: string,
  at: RoomPosition,
  bytes: Uint8Array,
  snapshot: () => Uint8Array,
): Promise<number> {
  return database.transaction(async (trx) => {
    const room = await lockRoom(trx, userId);
    if (room.generation !== at.generation) throw new AnotherGeneration();
    const number = room.number + 1;
    if (room.number === at.number && number - room.snapshot_number >= SNAPSHOT_EVERY) {
      await melt(trx, userId, { generation: room.generation, number }, snapshot());
    } else {
      await trx("user_room_updates").insert({
        user_id: userId,
        number,
        bytes: Buffer.from(bytes),
      });
      await trx("user_rooms").where("user_id", userId).update({ number });
    }
    return number;
  });
}

/**
 * Begins the next generation with `document`.
 * @returns where the room stands then; undefined when it has moved on from `at` meanwhile.
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
    await melt(trx, userId, next, document);
    return next;
  });
}

async function lockRoom(trx: Transaction, userId: string): Promise<UserRoomRow> {
  await trx("user_rooms").insert({ user_id: userId }).onConflict("user_id").ignore();
  const room = await trx<UserRoomRow>("user_rooms")
    .where("user_id", userId)
    .forUpdate()
    .first("generation", "number", "snapshot_number");
  if (!room) throw new Error(`The room of ${userId} is gone`);
  return room as UserRoomRow;
}

/** Puts one snapshot in place of all updates. */
async function melt(
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
