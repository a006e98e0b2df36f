import { authorsOf, listChanges, listMessages, type ChangedRow } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import { foldHistory, foldPulled } from "../conversations/index.js";
import { adoptLineage, storing, type RallyDatabase } from "../database/index.js";
import { RallyError, type Answer, type Call } from "../http/index.js";
import { fetchUnknownPeople } from "../people/index.js";

/** The server's lineage has changed and the caches were dropped: the caller starts again. */
export class LineageChanged extends Error {
  constructor() {
    super("The server's lineage has changed");
    this.name = "LineageChanged";
  }
}

/** Pulls a conversation's changes since the cursor, or its newest page first. */
export async function pullConversation(
  database: RallyDatabase,
  call: Call,
  conversationId: string,
): Promise<void> {
  let conversation = await database.conversations.get(conversationId);
  if (!conversation) return;
  if (conversation.oldestSeq === null) {
    await pullHistoryPage(database, call, conversationId);
    conversation = await database.conversations.get(conversationId);
  }
  if (!conversation || conversation.version <= conversation.cursor) return;
  let since: number | undefined = conversation.cursor;
  while (since !== undefined) {
    const { data, meta }: Answer<typeof listChanges> = await call(listChanges, {
      params: { id: conversationId },
      query: { since, limit: limits.pageRows },
    });
    await ensureLineage(database, meta.lineage);
    await storing(() => foldPulled(database, conversationId, data, meta.version));
    await fetchUnknownPeople(database, call, authorsOf(data));
    // A page that does not advance the cursor would be requested forever.
    since = meta.next !== undefined && meta.version > since ? meta.version : undefined;
  }
}

/**
 * Fetches the page of history before the oldest message on the device, or the newest page.
 * @param pages the number of pages to write in one transaction; if a page fails, those before it
 * are written.
 * @returns whether there are older messages.
 */
export async function pullHistoryPage(
  database: RallyDatabase,
  call: Call,
  conversationId: string,
  pages = 1,
): Promise<boolean> {
  const conversation = await database.conversations.get(conversationId);
  if (!conversation || conversation.oldestSeq === 1) return false;
  const { oldestSeq } = conversation;
  const ask = async (before: number | undefined): Promise<Answer<typeof listMessages>> => {
    const query = { limit: limits.pageRows, ...(before === undefined ? {} : { before }) };
    const answer = await call(listMessages, { params: { id: conversationId }, query });
    await ensureLineage(database, answer.meta.lineage);
    return answer;
  };
  const first = await ask(oldestSeq ?? undefined);
  const rows = [...first.data];
  const { markers = [], related = [] } = first.meta;
  const others: ChangedRow[] = [...markers, ...related];
  let { data, meta } = first;
  let failure: { reason: unknown } | undefined;
  for (let page = 1; page < pages && meta.next !== undefined && data.length > 0; page += 1) {
    try {
      ({ data, meta } = await ask(meta.next));
    } catch (reason) {
      // The pages before it belong to another lineage.
      if (reason instanceof LineageChanged) throw reason;
      failure = { reason };
      break;
    }
    rows.push(...data);
    others.push(...(meta.related ?? []));
  }
  const more = meta.next !== undefined && data.length > 0;
  const { version } = first.meta;
  const store = (): Promise<unknown> =>
    storing(() => foldHistory(database, conversationId, { rows, version, more, others }));
  // The newest messages are shown at once; older ones can wait until their authors have names.
  if (oldestSeq === null) await store();
  const people = fetchUnknownPeople(database, call, authorsOf(rows));
  if (oldestSeq !== null) {
    await people.catch(() => undefined); // thrown below, once the messages are stored
    if ((await database.getMeta("lineage")) !== meta.lineage) throw new LineageChanged();
    await store();
  }
  if (failure) {
    await people.catch(() => undefined); // the first error is thrown
    throw failure.reason;
  }
  await people;
  return more;
}

/**
 * @param known the lineage when the pull began, if it must not have changed since: another tab or
 * the outbox may have adopted a new one.
 * @throws LineageChanged when the caches were dropped.
 */
export async function ensureLineage(
  database: RallyDatabase,
  lineage: string,
  known: string = lineage,
): Promise<void> {
  if ((await adoptLineage(database, lineage)) || known !== lineage) throw new LineageChanged();
}

/**
 * Asks the server whether this user is in a conversation that the device does not know.
 * @throws NetworkError, RallyError for another refusal
 */
export async function isMemberOf(call: Call, conversationId: string): Promise<boolean> {
  try {
    await call(listMessages, { params: { id: conversationId }, query: { limit: 1 } });
    return true;
  } catch (error) {
    if (error instanceof RallyError && (error.status === 403 || error.status === 404)) return false;
    throw error;
  }
}
