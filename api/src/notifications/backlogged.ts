import { onlyByIndex, takeWork, type Database } from "@rally/shared/server/database";

/** Conversations read in one query, by key. */
const STEP = 1_000;
/** Milliseconds between two sweeps of all processes together, and the time limit of a sweep. */
export const SWEEP_MS = 30_000;
/** The change feed keeps its rows for ten minutes: an older snapshot cannot be continued. */
const GAP_MS = 5 * 60_000;
const WORK = "notification-sweep";

/** The result of a sweep. */
export interface Backlogged {
  conversations: string[];
  /**
   * Records that all conversations but the failed ones are processed; the next sweep finds those again.
   * @returns whether there were more conversations than the limit.
   */
  done: (failed?: readonly string[]) => Promise<{ isMore: boolean }>;
}

/**
 * Finds conversations with unprocessed messages, for example after a crash or a lost hint, for one
 * process at a time. With a change feed, it reads only what changed since the last sweep.
 * @returns undefined if another process has swept recently.
 */
export async function takeBacklogged(
  database: Database,
  limit: number,
  { isFed }: { isFed: boolean },
): Promise<Backlogged | undefined> {
  // A single process sweeps at every start, also right after a crash.
  const work = await takeWork(database, WORK, isFed ? SWEEP_MS : 0);
  if (!work) return undefined;
  const [now] = (
    await database.raw<{ rows: { snapshot: string; at: Date }[] }>(
      "select pg_current_snapshot()::text as snapshot, now() as at",
    )
  ).rows;
  if (!now) throw new Error("The database returned no snapshot");
  const { snapshot, age } = work;
  const canContinue = isFed && snapshot !== null && age !== null && age < GAP_MS;
  const moved = canContinue ? await movedSince(database, snapshot, limit) : undefined;
  const conversations = moved ?? (await backloggedConversations(database, limit));
  return {
    conversations,
    async done(failed = []) {
      // The limit is reached: the next sweep finds the rest from the same snapshot.
      if (conversations.length >= limit) return { isMore: failed.length < conversations.length };
      if (isFed && failed.length > 0) await noteAgain(database, failed);
      await database("periodic_work")
        .where("name", WORK)
        .update({ snapshot: isFed ? now.snapshot : null, taken_at: now.at });
      return { isMore: false };
    },
  };
}

/** Writes conversations to the change feed again, so that the next sweep can use a newer snapshot. */
async function noteAgain(database: Database, conversations: readonly string[]): Promise<void> {
  await database.raw(
    `insert into change_feed (kind, id, version, number)
      select 'conversation', id, version, update_number from conversations
      where id = any(?::uuid[])`,
    [[...conversations]],
  );
}

/** @returns undefined if the snapshot is newer than the database, as after a restored backup. */
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

/** The same by reading all conversations by key, in steps; once after a start. */
export async function backloggedConversations(
  database: Database,
  limit: number,
): Promise<string[]> {
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

/** Cursors are read row by row; a join would read all of them in each step. */
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
