import type { Database } from "./pool.js";

/** The state of a claimed task. */
export interface PeriodicWork {
  /** How far the task has read the change feed; null: not started. */
  snapshot: string | null;
  /** Milliseconds since the last run. */
  age: number | null;
}

/**
 * Claims a task that one process at a time runs, for `milliseconds`. When that process dies, the
 * next one to ask after this time claims it.
 * @returns undefined when another process holds the claim, or the task is not due yet.
 */
export async function takeWork(
  database: Database,
  name: string,
  milliseconds: number,
): Promise<PeriodicWork | undefined> {
  const { rows } = await database.raw<{ rows: PeriodicWork[] }>(
    `insert into periodic_work as w (name, until)
      values (:name, now() + :milliseconds * interval '1 millisecond')
      on conflict (name) do update set until = excluded.until where w.until <= now()
      returning snapshot, floor(extract(epoch from now() - taken_at) * 1000)::float8 as age`,
    { name, milliseconds },
  );
  return rows[0];
}
