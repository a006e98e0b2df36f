import { onlyByIndex, takeWork, type Database } from "@rally/shared/server/database";

/** Conversations looked through in one query, by their key. */
const STEP = 1_000;
/** Milliseconds between two sweeps of all processes together, and within which one should end. */
export const SWEEP_MS = 30_000;
/** The change feed keeps its rows for ten minutes: an older snapshot cannot be continued. */
const GAP_MS = 5 * 60_000;
const WORK = "notification-sweep";

/** What a sweep has found. */
export interface Behind {
  conversations: string[];
  /**
   * Notes that all of it was processed, but for those that failed: the next sweep finds these again.
   * @returns whether there was more than a sweep takes.
   */
  done: (failed?: readonly string[]) => Promise<{ isMore: boolean }>;
}

/**
 * Conversations of which something has not been looked at, in whichever process: what one that
 * died, or a hint that was lost, left behind. One process at a time gets them. Where the change feed
 * is written, only what moved since the last sweep is read.
 * @returns undefined when another process has swept lately.
 */
export async function takeBehind(
  database: Database,
  limit: number,
  { isFed }: { isFed: boolean },
): Promise<Behind | undefined> {
  // A process that is alone sweeps when it starts, also right after the one before died.
  const work = await takeWork(database, WORK, isFed ? SWEEP_MS : 0);
  if (!work) return undefined;
  const [now] = (
    await database.raw<{ rows: { snapshot: string; at: Date }[] }>(
      "select pg_current_snapshot()::text as snapshot, now() as at",
    )
  ).rows;
  if (!now) throw new Error("The database tells no snapshot");
  const { snapshot, age } = work;
  const canContinue = isFed && snapshot !== null && age !== null && age < GAP_MS;
  const moved = canContinue ? await movedSince(database, snapshot, limit) : undefined;
  const conversations = moved ?? (await conversationsBehind(database, limit));
  return {
    conversations,
    async done(failed = []) {
      // As many as fit: the rest is found from the same snapshot.
      if (conversations.length >= limit) return { isMore: failed.length < conversations.length };
      if (isFed && failed.length > 0) await noteAgain(database, failed);
      await database("periodic_work")
        .where("name", WORK)
        .update({ snapshot: isFed ? now.snapshot : null, taken_at: now.at });
      return { isMore: false };
    },
  };
}

/** Writes them to the change feed again, so that the snapshot of the next sweep may move past them. */
async function noteAgain(database: Database, conversations: readonly string[]): Promise<void> {
  await database.raw(
    `insert into change_feed (kind, id, version, number)
      select 'conversation', id, version, update_number from conversations
      where id = any(?::uuid[])`,
    [[...conversations]],
  );
}

/** @returns undefined when the snapshot is of a later point than now, as after a restored backup. */
async function movedSince(
  database: Database,
  snapshot: string,
  limit: number,
): Promise<string[] | undefined> {
  const { rows } = await database.transaction(async (trx) => {
    await onlyByIndex(trx);
    return trx.raw<{ rows: { isLater: boolean; ids: string[] }[] }>(
      `select pg_snapshot_xmin(:snapshot::pg_snapshot) > pg_snapshot_xmin(pg_current_snapshot())
        as "isLater",
      array(
        select f.id from change_feed f
        where f.kind = 'conversation' and f.xid >= pg_snapshot_xmin(:snapshot::pg_snapshot)
          and f.xid < pg_snapshot_xmax(pg_current_snapshot())
          and not pg_visible_in_snapshot(f.xid, :snapshot::pg_snapshot)
        group by f.id
        having max(f.version) > coalesce(
          (select version from notification_cursors k where k.conversation_id = f.id), 0)
        limit :limit) as ids`,
      { snapshot, limit },
    );
  });
  const [found] = rows;
  return found && !found.isLater ? found.ids : undefined;
}

/** The same by looking through all conversations, step by step along the key: once after a start. */
export async function conversationsBehind(database: Database, limit: number): Promise<string[]> {
  const found: string[] = [];
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const rows = await readStep(database, after);
    for (const { id, behind } of rows) if (behind && found.length < limit) found.push(id);
    const last = rows.at(-1);
    if (!last || rows.length < STEP || found.length >= limit) return found;
    after = last.id;
  }
}

/** Cursors are looked up row by row: a join would read all of them for each step. */
function readStep(database: Database, after: string): Promise<{ id: string; behind: boolean }[]> {
  return database.transaction(async (trx) => {
    await onlyByIndex(trx);
    const { rows } = await trx.raw<{ rows: { id: string; behind: boolean }[] }>(
      `select c.id, c.version > coalesce(
          (select version from notification_cursors k where k.conversation_id = c.id), 0) as behind
        from conversations c where c.id > ? order by c.id limit ${STEP}`,
      [after],
    );
    return rows;
  });
}
