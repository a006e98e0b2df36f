/**
 * A lost permission, a changed block, or a banned address: a reason to read the rows again. A
 * membership without a user is that of every member of a deleted conversation.
 */
export interface LostRight {
  kind: "session" | "membership" | "block" | "address";
  session_id: string | null;
  conversation_id: string | null;
  user_id: string | null;
  other_id: string | null;
}

/** A changed row, by its kind. */
export type MovedRow =
  | { kind: "conversation"; id: string; version: number; number: number }
  | { kind: "user"; id: string; version: number }
  | { kind: "drafts"; id: string; number: number }
  | { kind: "presence"; id: string };

/** The database state that a poll saw. */
export interface FeedState {
  /** In PostgreSQL's format. The next poll starts from it. */
  snapshot: string;
  /** The snapshot's time by the database's clock, in milliseconds since the epoch. */
  at: number;
  /** The number of transactions that removed permissions, including all in `lost`. */
  lossCount: number;
}

/** The result of one poll: each lost permission and each changed row once, in its current state. */
export interface FeedRows extends FeedState {
  /** Whether the previous snapshot is too old, so that nothing was read. */
  isGap: boolean;
  lost: LostRight[];
  moved: MovedRow[];
}

const state = `pg_current_snapshot()::text as snapshot,
  floor(extract(epoch from now()) * 1000)::float8 as at,
  (select losses from lost_rights_count) as "lossCount"`;

/** `$2`: time of the previous snapshot, `$3`: milliseconds after which there is a gap. */
const isGap = "extract(epoch from now()) * 1000 - $2::float8 > $3::float8";

/**
 * Rows committed since a snapshot, exactly once: a transaction that started before the snapshot and
 * committed after it is not visible in it. A restored backup can hold rows with ids of future
 * transactions, which are left out.
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

/** The oldest transaction under way at a snapshot. It never decreases on one server. */
export const oldestIn = (snapshot: string): bigint => BigInt(snapshot.split(":", 1)[0] ?? "0");
