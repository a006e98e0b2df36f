import type { Database } from "./pool.js";

/** What the process has found that takes a piece of work. */
export interface PeriodicWork {
  /** What the work has read of the change feed; null: nothing yet. */
  snapshot: string | null;
  /** How long ago that was, in milliseconds. */
  age: number | null;
}

/**
 * Takes work that one process at a time does, for `milliseconds`: another one that asks meanwhile
 * gets nothing, and a process that dies with it is followed by the next one to ask.
 * @returns undefined when another process has it, or it is not due yet.
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
