import type { Database, Transaction } from "@rally/shared/server/database";

/** Updates after which a user's room is melted into one snapshot. */
const SNAPSHOT_EVERY = 100;

interface UserRoomRow {
  user_id: string;
  number: number;
  snapshot_number: number;
  snapshot: Buffer | null;
}

/** What a copy of a user's room at `number` lacks, and the number it then stands at. */
export async function readUserUpdatesAfter(
  database: Database | Transaction,
  userId: string,
  number: number,
): Promise<{ number: number; updates: Uint8Array[] }> {
  const rows = await database<{ user_id: string; number: number; bytes: Buffer }>(
    "user_room_updates",
  )
    .where("user_id", userId)
    .andWhere("number", ">", number)
    .orderBy("number")
    .select("number", "bytes");
  const last = rows.at(-1);
  if (last && rows[0]?.number === number + 1) {
    return { number: last.number, updates: rows.map((row) => row.bytes) };
  }
  // Read after the updates: what was melted between the two reads is in the snapshot.
  const room = await database<UserRoomRow>("user_rooms").where("user_id", userId).first();
  if (!room?.snapshot || room.snapshot_number <= number) return { number, updates: [] };
  const after = rows.filter((row) => row.number > room.snapshot_number);
  return {
    number: after.at(-1)?.number ?? room.snapshot_number,
    updates: [room.snapshot, ...after.map((row) => row.bytes)],
  };
}

/**
 * Stores one update under the next number, and now and then the whole document instead of its
 * updates. `snapshot` gives the document's bytes, or undefined when this copy lacks updates that
 * another process stored.
 */
export async function storeUserUpdate(
  database: Database,
  userId: string,
  bytes: Uint8Array,
  snapshot: (numberBefore: number) => Uint8Array | undefined,
): Promise<number> {
  return database.transaction(async (trx) => {
    await trx("user_rooms").insert({ user_id: userId }).onConflict("user_id").ignore();
    const room = await trx<UserRoomRow>("user_rooms")
      .where("user_id", userId)
      .forUpdate()
      .first("number", "snapshot_number");
    if (!room) throw new Error(`The room of ${userId} is gone`);
    const number = room.number + 1;
    const whole =
      number - room.snapshot_number >= SNAPSHOT_EVERY ? snapshot(room.number) : undefined;
    if (whole) {
      await trx("user_room_updates").where("user_id", userId).delete();
      await trx("user_rooms")
        .where("user_id", userId)
        .update({ number, snapshot_number: number, snapshot: Buffer.from(whole) });
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
