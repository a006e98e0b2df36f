import { foldMessage, type MessageRow } from "@rally/shared/conversations";
import { Dexie } from "dexie";
import type { DetachedPart, RallyDatabase, StoredMessageRow } from "../../database/index.js";

/** Which messages to read; without `before`, `after` and `around`: the newest messages. */
export interface WindowRange {
  /** The largest number of messages with a seq. */
  limit: number;
  before?: number;
  after?: number;
  around?: number;
  /** The newest messages, if this one is among them; otherwise those around it. */
  keep?: number | undefined;
  /** Reads these messages instead of the stored ones. */
  detached?: DetachedPart | undefined;
}

/** Messages in ascending order of seq, and whether the source has more in the direction of reading. */
interface Read {
  rows: StoredMessageRow[];
  more: boolean;
}

/** Where a window reads messages. */
interface RowSource {
  /** The last messages before a seq, or the newest. */
  older(before: number | undefined, limit: number): Promise<Read>;
  /** The first messages after a seq. */
  newer(after: number, limit: number): Promise<Read>;
}

export interface WindowRows {
  rows: StoredMessageRow[];
  hasOlder: boolean;
  hasNewer: boolean;
}

/** The stored messages of a conversation, or the detached ones. */
export function sourceOf(
  database: RallyDatabase,
  conversation: string,
  detached: DetachedPart | undefined,
): RowSource {
  return detached
    ? detachedRows(database, conversation, detached.rows)
    : storedRows(database, conversation);
}

/** Reads the rows of a range. */
export async function readPart(
  source: RowSource,
  { limit, before, after, around, keep }: WindowRange,
): Promise<WindowRows> {
  if (around !== undefined) {
    const half = Math.ceil(limit / 2);
    const [older, newer] = await Promise.all([
      source.older(around, half),
      source.newer(around - 1, limit - half),
    ]);
    return { rows: [...older.rows, ...newer.rows], hasOlder: older.more, hasNewer: newer.more };
  }
  if (after !== undefined) {
    const newer = await source.newer(after, limit);
    const first = newer.rows[0]?.seq ?? after + 1;
    const older = await source.older(first, 0);
    return { rows: newer.rows, hasOlder: older.more, hasNewer: newer.more };
  }
  const older = await source.older(before, limit);
  if (before === undefined) {
    const [oldest] = older.rows;
    if (keep !== undefined && oldest?.seq !== undefined && oldest.seq > keep) {
      return readPart(source, { limit, around: keep });
    }
    return { rows: older.rows, hasOlder: older.more, hasNewer: false };
  }
  const newer = await source.newer(before - 1, 0);
  return { rows: older.rows, hasOlder: older.more, hasNewer: newer.more };
}

function storedRows(database: RallyDatabase, conversation: string): RowSource {
  const between = (from: unknown, to: unknown, [includesFrom, includesTo]: [boolean, boolean]) =>
    database.messages
      .where("[conversation+seq]")
      .between([conversation, from], [conversation, to], includesFrom, includesTo);
  return {
    async older(before, limit) {
      const rows = await between(Dexie.minKey, before ?? Dexie.maxKey, [true, false])
        .reverse()
        .limit(limit + 1)
        .toArray();
      return { rows: rows.slice(0, limit).reverse(), more: rows.length > limit };
    },
    async newer(after, limit) {
      const rows = await between(after, Dexie.maxKey, [false, true])
        .limit(limit + 1)
        .toArray();
      return { rows: rows.slice(0, limit), more: rows.length > limit };
    },
  };
}

/** Edits and deletions since these rows were fetched are stored, as stubs of messages. */
function detachedRows(
  database: RallyDatabase,
  conversation: string,
  all: readonly MessageRow[],
): RowSource {
  const current = async (rows: readonly MessageRow[]): Promise<StoredMessageRow[]> => {
    const stored = await database.messages.bulkGet(rows.map(({ id }) => id));
    return rows.map((row, index) => ({
      ...(foldMessage(stored[index], row) ?? row),
      ...{ conversation, counts: 0 },
    }));
  };
  return {
    async older(before, limit) {
      const rows = all.filter(({ seq }) => seq < (before ?? Infinity));
      return {
        rows: await current(limit > 0 ? rows.slice(-limit) : []),
        more: rows.length > limit,
      };
    },
    async newer(after, limit) {
      const rows = all.filter(({ seq }) => seq > after);
      return { rows: await current(rows.slice(0, limit)), more: rows.length > limit };
    },
  };
}
