import type { Database } from "@rally/shared/server/database";

interface Asked {
  sql: string;
  bindings: readonly unknown[];
}

/** What PostgreSQL does for each statement that `work` runs on `database`, as it says itself. */
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
  for (const { sql, bindings } of asked.filter((query) => isMeant(query.sql))) {
    const values: unknown[] = [];
    const asked = sql.replace(/\?/g, "\\?").replace(/\$(\d+)/g, (_, number) => {
      values.push(bindings[Number(number) - 1]);
      return "?";
    });
    const { rows } = await database.raw<{ rows: { "QUERY PLAN": string }[] }>(
      `explain ${asked}`,
      values as string[],
    );
    plans.push([sql, ...rows.map((row) => row["QUERY PLAN"])].join("\n"));
  }
  return plans;
}
