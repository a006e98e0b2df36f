import type { PinRow } from "../../../conversations/index.js";
import { RallyError } from "../../../errors/index.js";
import { limits } from "../../../limits/index.js";
import { runPrepared } from "../../database/index.js";
import type { LogBatch } from "../log-batch.js";
import { timestamp, type RowList, type RowRead } from "../row-list.js";
import type { ChangeSource } from "./change-source.js";

interface Pin {
  message: string;
  version: number;
  pinned: boolean;
  at: number;
}

/** Pins that a batch adds or removes. */
export const changedPins: RowList<Pin> = {
  name: "pinning",
  columns: [
    ...(["n integer", "message_id uuid", "version bigint", "pinned boolean"] as const),
    "pinned_at timestamptz",
  ],
  cells: ({ message, version, pinned, at }, n) => [
    ...[n, message, version, pinned ? "t" : "f", timestamp(at)],
  ],
  write: () => `pins_written as (
      insert into pins (message_id, conversation_id, version, pinned, at)
      select p.message_id, l.id, p.version, p.pinned, p.pinned_at
      from pinning p join locked l using (n)
      on conflict (message_id) do update
        set version = excluded.version, pinned = excluded.pinned, at = excluded.at)`,
};

/** Pins by message id, also removed ones. */
export const pinsByMessage: RowRead<Pin> = {
  async load(source, ids) {
    const rows = await runPrepared<Pin>(
      source,
      {
        name: "log_pins",
        text: `select message_id as message, version, pinned,
            floor(extract(epoch from at) * 1000)::bigint as at
          from pins where message_id = any($1::uuid[])`,
      },
      [ids],
    );
    return new Map(rows.map((row) => [row.message, row]));
  },
};

/** The number of pinned messages, by conversation id. */
export const pinCounts: RowRead<number> = {
  async load(source, ids) {
    const rows = await runPrepared<{ id: string; count: number }>(
      source,
      {
        name: "log_pin_counts",
        text: `select asked.id, p.count from unnest($1::uuid[]) as asked (id), lateral (
            select count(*)::integer as count from pins
            where conversation_id = asked.id and pinned offset 0) p`,
      },
      [ids],
    );
    return new Map(rows.map(({ id, count }) => [id, count]));
  },
};

/** The pin of a message as of this batch; undefined if it was never pinned. */
function pinIn(batch: LogBatch, message: string): Pin | undefined {
  return batch.rows(changedPins).get(message) ?? batch.read(pinsByMessage, message);
}

/** The number of pinned messages as of this batch. */
function countIn(batch: LogBatch): number {
  let count = batch.read(pinCounts, batch.conversation.id) ?? 0;
  for (const { message, pinned } of batch.rows(changedPins).values()) {
    const wasPinned = batch.read(pinsByMessage, message)?.pinned ?? false;
    count += Number(pinned) - Number(wasPinned);
  }
  return count;
}

/**
 * Appends that a message is pinned or unpinned; nothing when it is so already.
 * @throws RallyError `too_many_pins`
 */
export function appendPin(
  batch: LogBatch,
  { message: id, pinned, author }: { message: string; pinned: boolean; author: string },
): { version: number; at: number; pinned: boolean } {
  const before = pinIn(batch, id);
  if ((before?.pinned ?? false) === pinned) {
    return { version: before?.version ?? 0, at: before?.at ?? batch.now, pinned };
  }
  if (pinned && countIn(batch) >= limits.pins) {
    throw new RallyError("too_many_pins", `A conversation has at most ${limits.pins} pins`);
  }
  const { version, at } = batch.add({ type: "pin", id, author, pinned });
  batch.rows(changedPins).set(id, { message: id, version, pinned, at });
  return { version, at, pinned };
}

/** Unpins a message that is about to be deleted. */
export function unpinDeleted(batch: LogBatch, message: string, author: string): void {
  if (pinIn(batch, message)?.pinned) appendPin(batch, { message, pinned: false, author });
}

const rowColumns = `'pin' as type, message_id as id, pinned, version,
  floor(extract(epoch from at) * 1000)::bigint as at`;

export const pinSource: ChangeSource = {
  name: "pins",
  newest: "(select max(version) from pins where conversation_id = $1)",
  read: (database, { conversationId, between: [first, last], limit }) =>
    runPrepared<PinRow>(
      database,
      {
        name: "pin_changes",
        text: `select ${rowColumns} from pins
          where conversation_id = $1 and version between $2 and $3 order by version limit $4`,
      },
      [conversationId, first, last, limit],
    ),
  /** A new device's first page brings all pins, also of messages that it does not have yet. */
  async readWithHistory(database, { conversationId, isNewest, version }) {
    if (!isNewest) return [];
    return runPrepared<PinRow>(
      database,
      {
        name: "pins_of",
        text: `select ${rowColumns} from pins
          where conversation_id = $1 and pinned and version <= $2`,
      },
      [conversationId, version],
    );
  },
};
