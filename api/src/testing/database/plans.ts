import type { Database } from "@rally/shared/server/database";
import { costOf, type Plan } from "./plan-cost.js";

interface Statement {
  sql: string;
  bindings: readonly unknown[];
  /** The name of a prepared statement. */
  name?: string;
}

/**
 * The plans of the statements that `work` runs on `database`; for a prepared statement also its
 * generic plan.
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
 * The rows that PostgreSQL reads, including those it discards, for the statements that `work` runs
 * on `database`. They are run again, so they must be read-only.
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

async function statementsOf(
  database: Database,
  work: () => Promise<unknown>,
): Promise<Statement[]> {
  const asked: Statement[] = [];
  const hear = (query: Statement): void => void asked.push(query);
  database.on("query", hear);
  await work();
  database.removeListener("query", hear);
  return asked;
}

/** Converts a statement to knex's form, with a `?` for each value. */
function inOrder({ sql, bindings }: Statement): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const text = sql.replace(/\?/g, "\\?").replace(/\$(\d+)/g, (_, number) => {
    values.push(bindings[Number(number) - 1]);
    return "?";
  });
  return { sql: text, values };
}
