import type { Database } from "@rally/shared/server/database";

/** A notification whose turn it is. */
export interface Due {
  id: string;
  userId: string;
  version: number;
  /** This try included. */
  tries: number;
}

/**
 * Takes some that are due, so that nobody else does for `patience` milliseconds: by then they are
 * settled, or whoever took them is dead.
 * @param busy users whose turn it is not, for something is on its way to them
 */
export async function claimDue(
  database: Database,
  patience: number,
  limit: number,
  busy: readonly string[] = [],
): Promise<Due[]> {
  const { rows } = await database.raw<{ rows: Due[] }>(
    `update notifications n
      set push_due = now() + :patience * interval '1 millisecond', push_tries = push_tries + 1
      where id in (select id from notifications where push_due <= now()
        and user_id <> all(:busy::uuid[]) order by push_due limit :limit for update skip locked)
      returning id, user_id as "userId", version, push_tries as tries`,
    { patience, limit, busy },
  );
  return rows;
}

/** Says when to try again; null: it is done, unless it moved up or another process claimed it meanwhile. */
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
