import type { Database } from "@rally/shared/server/database";

/** A notification that is due to be pushed. */
export interface Due {
  id: string;
  userId: string;
  version: number;
  /** Including this attempt. */
  tries: number;
}

/**
 * Claims due notifications for `claimMs` milliseconds. After that another process can claim those that
 * are not settled.
 * @param busy users to skip, because a push to them is in progress
 */
export async function claimDue(
  database: Database,
  claimMs: number,
  limit: number,
  busy: readonly string[] = [],
): Promise<Due[]> {
  const { rows } = await database.raw<{ rows: Due[] }>(
    `update notifications n
      set push_due = now() + :claimMs * interval '1 millisecond', push_tries = push_tries + 1
      where id in (select id from notifications where push_due <= now()
        and user_id <> all(:busy::uuid[]) order by push_due limit :limit for update skip locked)
      returning id, user_id as "userId", version, push_tries as tries`,
    { claimMs, limit, busy },
  );
  return rows;
}

/** Schedules the next attempt, or none (null), unless the notification changed or another process claimed it. */
export async function settlePush(
  database: Database,
  { id, version, tries }: Due,
  again: number | null,
): Promise<void> {
  await database("notifications")
    .where({ id, version, push_tries: tries })
    .update({
      push_due:
        again === null ? null : database.raw("now() + ? * interval '1 millisecond'", [again]),
    });
}
