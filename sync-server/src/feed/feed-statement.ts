/** A permission that was lost, or a block that came or went: a reason to read the row again. */
export interface LostRight {
  kind: "session" | "membership" | "block";
  session_id: string | null;
  conversation_id: string | null;
  user_id: string | null;
  other_id: string | null;
}

/** A row that moved, by its kind. */
export type MovedRow =
  | { kind: "conversation"; id: string; version: number; number: number }
  | { kind: "user"; id: string; version: number }
  | { kind: "drafts"; id: string; number: number }
  | { kind: "presence"; id: string };

/** What one poll answers. */
export interface FeedRows {
  /** What this poll could see, as PostgreSQL writes it: the next one begins there. */
  snapshot: string;
  /** Transactions that had taken permissions away, all that are in `lost` among them. */
  losses: number;
  lost: LostRight[];
  moved: MovedRow[];
}

/**
 * What was committed since a snapshot was taken, exactly once: a transaction that had an id before
 * the snapshot and committed after it is not visible in it. Rows of a restored backup can be of
 * transactions to come here; they are left out.
 */
const since = (table: string, columns: string): string => `
  coalesce((select json_agg(json_build_object(${columns})) from ${table} f
    where f.xid >= pg_snapshot_xmin($1::pg_snapshot)
      and f.xid < pg_snapshot_xmax(pg_current_snapshot())
      and not pg_visible_in_snapshot(f.xid, $1::pg_snapshot)), '[]')`;

const now = `pg_current_snapshot()::text as snapshot,
  (select losses from lost_rights_count) as losses`;

export const pollStatement = `select ${now},
  ${since(
    "lost_rights",
    `'kind', f.kind, 'session_id', f.session_id, 'conversation_id', f.conversation_id,
     'user_id', f.user_id, 'other_id', f.other_id`,
  )} as lost,
  ${since(
    "change_feed",
    `'kind', f.kind, 'id', f.id, 'version', f.version, 'number', f.number`,
  )} as moved`;

export const snapshotStatement = `select ${now}`;

/** Deletes rows of transactions that had all ended when the snapshot was taken. */
export const trimStatements = ["lost_rights", "change_feed"].map(
  (table) => `delete from ${table} where xid < pg_snapshot_xmin($1::pg_snapshot)`,
);

/** The oldest transaction that was under way when a snapshot was taken; it never falls on one server. */
export const oldestIn = (snapshot: string): bigint => BigInt(snapshot.split(":", 1)[0] ?? "0");
