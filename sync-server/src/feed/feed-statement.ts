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

/** What a poll could see. */
export interface FeedState {
  /** As PostgreSQL writes it: the next poll begins there. */
  snapshot: string;
  /** When it was taken by the database's clock, in milliseconds since the epoch. */
  at: number;
  /** Transactions that had taken permissions away, all that are in `lost` among them. */
  losses: number;
}

/** What one poll answers: each lost permission and each row that moved once, as it is by now. */
export interface FeedRows extends FeedState {
  /** Too long since the previous snapshot: nothing was read. */
  isGap: boolean;
  lost: LostRight[];
  moved: MovedRow[];
}

const state = `pg_current_snapshot()::text as snapshot,
  floor(extract(epoch from now()) * 1000)::float8 as at,
  (select losses from lost_rights_count) as losses`;

/** `$2`: when the previous snapshot was taken, `$3`: milliseconds after which there is a gap. */
const isGap = "extract(epoch from now()) * 1000 - $2::float8 > $3::float8";

/**
 * What was committed since a snapshot was taken, exactly once: a transaction that had an id before
 * the snapshot and committed after it is not visible in it. Rows of a restored backup can be of
 * transactions to come here; they are left out.
 */
const since = (columns: string, table: string, groups: string): string => `
  coalesce((select json_agg(f) from (
    select ${columns} from ${table} f
    where not (${isGap}) and f.xid >= pg_snapshot_xmin($1::pg_snapshot)
      and f.xid < pg_snapshot_xmax(pg_current_snapshot())
      and not pg_visible_in_snapshot(f.xid, $1::pg_snapshot)
    group by ${groups}) f), '[]')`;

const lostColumns = "kind, session_id, conversation_id, user_id, other_id";

export const pollStatement = `select ${state}, ${isGap} as "isGap",
  ${since(lostColumns, "lost_rights", lostColumns)} as lost,
  ${since("kind, id, max(version) as version, max(number) as number", "change_feed", "kind, id")} as moved`;

export const snapshotStatement = `select ${state}`;

/** The oldest transaction that was under way when a snapshot was taken; it never falls on one server. */
export const oldestIn = (snapshot: string): bigint => BigInt(snapshot.split(":", 1)[0] ?? "0");
