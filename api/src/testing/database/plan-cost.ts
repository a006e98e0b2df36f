/** A node of a plan, as in `explain (analyze, format json)`. */
export interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Plan[];
}

/** Nodes that read rows of a table or an index; rows of a bitmap are counted at the heap scan. */
const READERS = new Set([
  "Seq Scan",
  "Index Scan",
  "Index Only Scan",
  "Bitmap Heap Scan",
  "Tid Scan",
]);

/** The rows that a plan read, including those it discarded, and its sequential scans. */
export function costOf(plan: Plan): { rows: number; scans: { table: string; rows: number }[] } {
  const parts = (plan.Plans ?? []).map(costOf);
  const below = parts.reduce((sum, { rows }) => sum + rows, 0);
  const scans = parts.flatMap((part) => part.scans);
  if (!READERS.has(plan["Node Type"])) return { rows: below, scans };
  const each =
    (plan["Actual Rows"] ?? 0) +
    (plan["Rows Removed by Filter"] ?? 0) +
    (plan["Rows Removed by Index Recheck"] ?? 0);
  const own = each * (plan["Actual Loops"] ?? 1);
  if (plan["Node Type"] === "Seq Scan") {
    scans.push({ table: plan["Relation Name"] ?? "?", rows: own });
  }
  return { rows: below + own, scans };
}
