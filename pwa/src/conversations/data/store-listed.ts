import {
  metaFieldNames,
  metaOf,
  type Conversation,
  type StoredMessage,
} from "@rally/shared/conversations";
import { type ConversationRow, type RallyDatabase, recount } from "../../database/index.js";
import { keepPeople } from "../../people/index.js";
import { storeCleared } from "./clear.js";
import { dropLeft } from "./left-conversations.js";

/** Stores the conversations listed by the server; keeps the values that only this device has. */
export async function storeListed(
  database: RallyDatabase,
  listed: readonly Conversation[],
): Promise<void> {
  const { conversations, messages, people } = database;
  await dropLeft(database, await givenAgain(database, listed));
  for (const { id, clearedSeq = 0 } of listed) {
    if (clearedSeq > 0) await storeCleared(database, id, clearedSeq);
  }
  const partners = listed.flatMap(({ partner }) => (partner ? [partner] : []));
  await database.transaction("rw", [conversations, messages, people], async () => {
    const stored = await conversations.bulkGet(listed.map(({ id }) => id));
    const rows = listed.map((conversation, index) => merge(conversation, stored[index]));
    for (const row of rows) row.unread = await recount(database, row);
    // An unchanged row is not written, so that live queries do not run again.
    const changed = rows.filter((row, index) => !sameRow(row, stored[index]));
    if (changed.length > 0) await conversations.bulkPut(changed);
    await keepPeople(database, partners);
  });
}

/**
 * The conversations that the user has joined again and whose history they had deleted here before: the
 * server gives all of it again.
 */
async function givenAgain(
  { conversations }: RallyDatabase,
  listed: readonly Conversation[],
): Promise<string[]> {
  const stored = await conversations.bulkGet(listed.map(({ id }) => id));
  return listed.flatMap(({ id, clearedSeq = 0, joinedSeq }, index) => {
    const { clearedSeq: before = 0, joinedSeq: joinedBefore } = stored[index] ?? {};
    return before > clearedSeq && joinedBefore !== joinedSeq ? [id] : [];
  });
}

function merge(listed: Conversation, stored: ConversationRow | undefined): ConversationRow {
  const { lastMessage: listedLast, ...facts } = withNewestMeta(listed, stored);
  const storedLast = stored?.lastMessage;
  const clearedSeq = Math.max(listed.clearedSeq ?? 0, stored?.clearedSeq ?? 0);
  const last = newest(storedLast, listedLast);
  const lastMessage = last && (last.seq ?? 0) > clearedSeq ? last : undefined;
  return {
    ...facts,
    ...(clearedSeq > 0 && { clearedSeq }),
    version: Math.max(listed.version, stored?.version ?? 0),
    lastSeq: Math.max(listed.lastSeq, stored?.lastSeq ?? 0),
    marker: Math.max(listed.marker, stored?.marker ?? 0),
    cursor: stored?.cursor ?? -1,
    oldestSeq: stored?.oldestSeq ?? null,
    lastActivity: Math.max(stored?.lastActivity ?? 0, listedLast?.at ?? 0),
    ...(stored?.memberVersion !== undefined && { memberVersion: stored.memberVersion }),
    counted: { unread: listed.unread, marker: listed.marker, lastSeq: listed.lastSeq },
    ...(lastMessage ? { lastMessage } : {}),
  };
}

/** A change that is folded already may be newer than a listing that was read before it. */
function withNewestMeta(listed: Conversation, stored: ConversationRow | undefined): Conversation {
  const { metaVersion = 0, name = "", ...fields } = stored ?? {};
  if (metaVersion <= (listed.metaVersion ?? 0)) return listed;
  const others = { ...listed };
  for (const field of metaFieldNames) delete others[field];
  return { ...others, ...metaOf({ name, ...fields }), metaVersion };
}

function newest(
  stored: StoredMessage | undefined,
  listed: StoredMessage | undefined,
): StoredMessage | undefined {
  if (!stored || !listed) return stored ?? listed;
  const [storedSeq, listedSeq] = [stored.seq ?? 0, listed.seq ?? 0];
  if (storedSeq !== listedSeq) return storedSeq > listedSeq ? stored : listed;
  return stored.version >= listed.version ? stored : listed;
}

function sameRow(row: ConversationRow, stored: ConversationRow | undefined): boolean {
  if (!stored) return false;
  const ordered = (value: ConversationRow): string =>
    JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return ordered(row) === ordered(stored);
}
