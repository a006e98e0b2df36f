import { newId } from "../../ids/index.js";
import type { Database } from "./pool.js";

/**
 * The id of this server's history; renewed after a backup is restored, so that devices discard
 * replicas of the lost history.
 */
export async function readLineage(database: Database): Promise<string> {
  const row = await database<{ lineage: string }>("server").first("lineage");
  if (!row) throw new Error("The database has no row in `server`: it was not migrated");
  return row.lineage;
}

/**
 * Starts a new history after a backup was restored or a lagging standby was promoted. Every room is
 * reset; devices fetch all state again, keep unsent commands and resend recent ones.
 * @returns the new lineage.
 */
export async function renewLineage(database: Database): Promise<string> {
  const lineage = newId();
  await database.transaction(async (trx) => {
    // Writes every conversation, so it must not time out.
    await trx.raw("set local statement_timeout = 0");
    await trx("server").update({ lineage });
    await trx.raw(
      "update conversations set epoch = 1 + floor(random() * 4294967294)::bigint, update_number = 0",
    );
    await trx("conversation_updates").delete();
    await trx("conversation_snapshots").delete();
    // Transaction ids of another server are invalid here.
    await trx("lost_rights").delete();
    await trx("change_feed").delete();
    await trx("periodic_work").update({ snapshot: null, taken_at: null });
  });
  return lineage;
}
