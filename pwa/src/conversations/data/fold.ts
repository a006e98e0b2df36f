import {
  advanceCursor,
  foldChange,
  foldTarget,
  type Change,
  type ChangedRow,
  type FoldInput,
  type FoldTable,
} from "@rally/shared/conversations";
import {
  conversationTables,
  type ConversationRow,
  type RallyDatabase,
  recount,
} from "../../database/index.js";
import { changeTables } from "./changes/index.js";

export interface FoldOutcome {
  /** Changes in between are missing and must be pulled. */
  gap: boolean;
}

/**
 * Folds live changes: those of a room's tail (`storeChanges`) and of the answer to a command
 * (`conversationResults`). Changes that follow the cursor without a gap advance it, so that an open
 * conversation does not need to pull. The live queries that read the rows then run again.
 */
export function foldLive(
  database: RallyDatabase,
  conversationId: string,
  changes: readonly Change[],
): Promise<FoldOutcome> {
  return foldInTransaction(database, conversationId, async (conversation) => {
    const news = changes.filter((change) => change.version > conversation.cursor);
    if (news.length === 0) return { gap: false };
    await foldRows(database, conversation, news);
    const { cursor, gap } = advanceCursor(
      conversation.cursor,
      news.map((change) => change.version),
    );
    conversation.cursor = cursor;
    return { gap };
  });
}

/** Folds a page of pulled changes; `cursor` is the device's version afterwards. */
export async function foldPulled(
  database: RallyDatabase,
  conversationId: string,
  rows: readonly ChangedRow[],
  cursor: number,
): Promise<void> {
  await foldInTransaction(database, conversationId, async (conversation) => {
    await foldRows(database, conversation, rows);
    conversation.cursor = Math.max(conversation.cursor, cursor);
    conversation.version = Math.max(conversation.version, cursor);
    return { gap: false };
  });
}

/**
 * Folds a page of history, newest first.
 * @param page.version the conversation's version when the page was read: a new device's cursor.
 * @param page.more whether there is older history.
 * @param page.others the markers and reactions of the page.
 */
export async function foldHistory(
  database: RallyDatabase,
  conversationId: string,
  page: {
    rows: readonly Extract<ChangedRow, { type: "message" }>[];
    version: number;
    more: boolean;
    others?: readonly ChangedRow[];
  },
): Promise<void> {
  await foldInTransaction(database, conversationId, async (conversation) => {
    await foldRows(database, conversation, [...page.rows, ...(page.others ?? [])]);
    const reached = page.more ? Math.min(...page.rows.map((row) => row.seq)) : 1;
    conversation.oldestSeq = Math.min(conversation.oldestSeq ?? reached, reached);
    if (conversation.cursor < 0) conversation.cursor = page.version;
    return { gap: false };
  });
}

/** Sets the user's own read marker to `seq`; a marker never moves back [S10]. */
export async function raiseMarker(
  database: RallyDatabase,
  conversationId: string,
  seq: number,
): Promise<void> {
  await foldInTransaction(database, conversationId, (conversation) => {
    conversation.marker = Math.max(conversation.marker, seq);
    return Promise.resolve({ gap: false });
  });
}

/** Runs `apply` in one transaction, and stores the conversation, which `apply` changes. */
function foldInTransaction(
  database: RallyDatabase,
  conversationId: string,
  apply: (conversation: ConversationRow) => Promise<FoldOutcome>,
): Promise<FoldOutcome> {
  const { conversations, ignores } = database;
  const tables = [conversations, ...conversationTables(database), ignores];
  return database.transaction("rw", tables, async () => {
    const conversation = await conversations.get(conversationId);
    // Not listed yet: a pull fetches the conversation and then its rows.
    if (!conversation) return { gap: true };
    if (conversation.left) return { gap: false };
    const before = JSON.stringify(conversation);
    const outcome = await apply(conversation);
    conversation.unread = await recount(database, conversation);
    if (JSON.stringify(conversation) !== before) await conversations.put(conversation);
    return outcome;
  });
}

async function foldRows(
  database: RallyDatabase,
  conversation: ConversationRow,
  inputs: readonly FoldInput[],
): Promise<void> {
  const targets = inputs.map((input) =>
    isClearedMessage(conversation, input) ? undefined : foldTarget(input),
  );
  const foldedRows = new Map<string, unknown>();
  for (const name of Object.keys(changeTables) as FoldTable[]) {
    const keys = [
      ...new Set(targets.flatMap((target) => (target?.table === name ? target.key : []))),
    ];
    if (keys.length === 0) continue;
    const rows = await changeTables[name].read(database, conversation, keys);
    for (const [index, key] of keys.entries()) foldedRows.set(`${name} ${key}`, rows[index]);
  }
  const changed = new Map<FoldTable, Map<string, unknown>>();
  for (const [index, input] of inputs.entries()) {
    const target = targets[index];
    conversation.version = Math.max(conversation.version, input.version);
    if (!target) continue;
    const place = `${target.table} ${target.key}`;
    const before = foldedRows.get(place);
    const row = foldChange(before as never, input, database.userId);
    if (row === undefined || row === before) continue;
    foldedRows.set(place, row);
    changed.set(
      target.table,
      (changed.get(target.table) ?? new Map<string, unknown>()).set(target.key, row),
    );
  }
  for (const [name, rows] of changed) {
    await changeTables[name].write(database, conversation, [...rows.values()] as never[]);
  }
}

/** Whether it is a message that the user has deleted with the history; a room's tail may contain it. */
function isClearedMessage({ clearedSeq = 0 }: ConversationRow, input: FoldInput): boolean {
  return input.type === "message" && input.seq <= clearedSeq;
}
