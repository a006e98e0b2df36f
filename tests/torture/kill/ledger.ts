import { readTail, type Change } from "@rally/shared/conversations";
import * as Y from "yjs";
import type { KillablePostgres } from "./killable-postgres.js";

/** A message in Postgres; times in milliseconds since the epoch. */
export interface LedgerRow {
  id: string;
  seq: number;
  version: number;
  sentVersion: number;
  body: string;
  at: number;
  editedAt: number | null;
}

/** The state of one conversation in Postgres. */
export interface Ledger {
  version: number;
  lastSeq: number;
  epoch: number;
  updateNumber: number;
  rows: LedgerRow[];
  /** The numbers of the updates after the snapshot, in order. */
  updates: number[];
  snapshot: number;
  /** The document of the snapshot and the updates. */
  doc: Y.Doc;
  tail: Change[];
}

const milliseconds = (column: string) => `floor(extract(epoch from ${column}) * 1000)::float8`;

export async function readLedger(
  postgres: KillablePostgres,
  conversation: string,
): Promise<Ledger> {
  const [head] = await postgres.query<Record<"version" | "seq" | "epoch" | "number", number>>(
    `select version::float8, last_seq::float8 as seq, epoch::float8, update_number::float8 as number
      from conversations where id = $1`,
    [conversation],
  );
  if (!head) throw new Error(`There is no conversation ${conversation}`);
  const rows = await postgres.query<LedgerRow>(
    `select id, seq::float8, version::float8, sent_version::float8 as "sentVersion",
        content->>'body' as body, ${milliseconds("created_at")} as at,
        ${milliseconds("edited_at")} as "editedAt"
      from messages where conversation_id = $1 order by seq`,
    [conversation],
  );
  const stored = await postgres.query<{ kind: string; number: number; bytes: Buffer }>(
    `select 'snapshot' as kind, number::float8, bytes from conversation_snapshots
        where conversation_id = $1
      union all
      select 'update', number::float8, bytes from conversation_updates where conversation_id = $1
      order by kind, number`,
    [conversation],
  );
  const doc = new Y.Doc();
  for (const { bytes } of stored) Y.applyUpdate(doc, bytes);
  const snapshot = stored.find(({ kind }) => kind === "snapshot")?.number ?? 0;
  const updates = stored.filter(({ kind }) => kind === "update").map(({ number }) => number);
  const { version, seq: lastSeq, epoch, number: updateNumber } = head;
  return {
    version,
    lastSeq,
    epoch,
    updateNumber,
    rows,
    updates,
    snapshot,
    doc,
    tail: readTail(doc),
  };
}
