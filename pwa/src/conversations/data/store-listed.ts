import type { Conversation, HeldMessage } from "@rally/shared/conversations";
import { type ConversationRow, type RallyDatabase, recount } from "../../database/index.js";
import { keepPeople } from "../../people/index.js";

/** Stores the conversations listed by the server; keeps the values that only this device has. */
export async function storeListed(
  database: RallyDatabase,
  listed: readonly Conversation[],
): Promise<void> {
  const { conversations, messages, people } = database;
  const partners = listed.flatMap(({ partner }) => (partner ? [partner] : []));
  await database.transaction("rw", [conversations, messages, people], async () => {
    const held = await conversations.bulkGet(listed.map(({ id }) => id));
    const rows = listed.map((conversation, index) => merge(conversation, held[index]));
    for (const row of rows) row.unread = await recount(database, row);
    // An unchanged row is not written, so that live queries do not run again.
    const changed = rows.filter((row, index) => !sameRow(row, held[index]));
    if (changed.length > 0) await conversations.bulkPut(changed);
    await keepPeople(database, partners);
  });
}

function merge(listed: Conversation, held: ConversationRow | undefined): ConversationRow {
  const { lastMessage: listedLast, ...facts } = listed;
  const heldLast = held?.lastMessage;
  const lastMessage = newest(heldLast, listedLast);
  return {
    ...facts,
    version: Math.max(listed.version, held?.version ?? 0),
    lastSeq: Math.max(listed.lastSeq, held?.lastSeq ?? 0),
    marker: Math.max(listed.marker, held?.marker ?? 0),
    cursor: held?.cursor ?? -1,
    oldestSeq: held?.oldestSeq ?? null,
    lastActivity: Math.max(held?.lastActivity ?? 0, listedLast?.at ?? 0),
    counted: { unread: listed.unread, marker: listed.marker, lastSeq: listed.lastSeq },
    ...(lastMessage ? { lastMessage } : {}),
  };
}

function newest(
  held: HeldMessage | undefined,
  listed: HeldMessage | undefined,
): HeldMessage | undefined {
  if (!held || !listed) return held ?? listed;
  const [heldSeq, listedSeq] = [held.seq ?? 0, listed.seq ?? 0];
  if (heldSeq !== listedSeq) return heldSeq > listedSeq ? held : listed;
  return held.version >= listed.version ? held : listed;
}

function sameRow(row: ConversationRow, held: ConversationRow | undefined): boolean {
  if (!held) return false;
  const ordered = (value: ConversationRow): string =>
    JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return ordered(row) === ordered(held);
}
