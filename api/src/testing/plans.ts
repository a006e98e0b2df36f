import type { Database } from "@rally/shared/server/database";

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
  const asked: Asked[] = [];
  const hear = (query: Asked): void => void asked.push(query);
  database.on("query", hear);
  await work();
  database.removeListener("query", hear);
  const plans: string[] = [];
  const explain = async (options: string, sql: string, values: unknown[]): Promise<void> => {
    const { rows } = await database.raw<{ rows: { "QUERY PLAN": string }[] }>(
      `explain ${options} ${sql}`,
      values as string[],
    );
    plans.push([sql, ...rows.map((row) => row["QUERY PLAN"])].join("\n"));
  };
  for (const { sql, bindings, name } of asked.filter((query) => isMeant(query.sql))) {
    const values: unknown[] = [];
    const asked = sql.replace(/\?/g, "\\?").replace(/\$(\d+)/g, (_, number) => {
      values.push(bindings[Number(number) - 1]);
      return "?";
    });
    await explain("", asked, values);
    if (name !== undefined) await explain("(generic_plan)", sql.replace(/\?/g, "\\?"), []);
  }
  return plans;
}
