import type { Database } from "@rally/shared/server/database";
import { costOf, type Plan } from "./plan-cost.js";

interface Asked {
  sql: string;
  bindings: readonly unknown[];
  /** Of a prepared statement. */
  name?: string;
}

/**
 * What PostgreSQL does for each statement that `work` runs on `database`, as it says itself; for a
 * prepared one also the plan that it may keep, whatever the values.
 */
export async function plansOf(
  database: Database,
  work: () => Promise<unknown>,
  isMeant: (sql: string) => boolean = () => true,
): Promise<string[]> {
  const plans: string[] = [];
  const explain = async (options: string, sql: string, values: unknown[]): Promise<void> => {
    const { rows } = await database.raw<{ rows: { "QUERY PLAN": string }[] }>(
      `explain ${options} ${sql}`,
      values as string[],
    );
    plans.push([sql, ...rows.map((row) => row["QUERY PLAN"])].join("\n"));
  };
  for (const asked of await statementsOf(database, work)) {
    if (!isMeant(asked.sql)) continue;
    const { sql, values } = inOrder(asked);
    await explain("", sql, values);
    if (asked.name === undefined) continue;
    await explain("(generic_plan)", asked.sql.replace(/\?/g, "\\?"), []);
  }
  return plans;
}

/**
 * Rows that PostgreSQL reads, also those that it throws away, for the statements that `work` runs on
 * `database`. They are run once more, so they must only read.
 */
export async function rowsReadBy(
  database: Database,
  work: () => Promise<unknown>,
): Promise<number> {
  let read = 0;
  for (const asked of await statementsOf(database, work)) {
    const { sql, values } = inOrder(asked);
    const { rows } = await database.raw<{ rows: { "QUERY PLAN": [{ Plan: Plan }] }[] }>(
      `explain (analyze, format json) ${sql}`,
      values as string[],
    );
    read += costOf(rows[0]!["QUERY PLAN"][0].Plan).rows;
  }
  return read;
}

/** The statements that `work` runs. */
async function statementsOf(database: Database, work: () => Promise<unknown>): Promise<Asked[]> {
  const asked: Asked[] = [];
  const hear = (query: Asked): void => void asked.push(query);
  database.on("query", hear);
  await work();
  database.removeListener("query", hear);
  return asked;
}

/** A statement with a `?` for each value, as knex takes it. */
function inOrder({ sql, bindings }: Asked): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const text = sql.replace(/\?/g, "\\?").replace(/\$(\d+)/g, (_, number) => {
    values.push(bindings[Number(number) - 1]);
    return "?";
  });
  return { sql: text, values };
}
