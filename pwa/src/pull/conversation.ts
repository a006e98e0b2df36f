import { listChanges, listMessages } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import { foldHistory, foldPulled } from "../conversations/index.js";
import { adoptLineage, storing, type RallyDatabase } from "../database/index.js";
import type { Answer, Call } from "../http/index.js";
import { fetchUnknownPeople } from "../people/index.js";

/** The server is not the one that the caches come from; they are gone, so start again. */
export class LineageChanged extends Error {
  constructor() {
    super("The server's history is another one than before");
    this.name = "LineageChanged";
  }
}

/** Brings one conversation up to date: what changed since the cursor, or the newest page first. */
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
    // A page that moves nothing would be asked for again without end.
    since = meta.next !== undefined && meta.version > since ? meta.version : undefined;
  }
}

/**
 * Fetches the page of history before the oldest message held, or the newest page.
 * @param pages how many pages to write in one transaction; when one cannot be fetched, those before
 * it are written.
 * @returns whether there is more before it.
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
  let { data, meta } = first;
  let failure: { reason: unknown } | undefined;
  for (let page = 1; page < pages && meta.next !== undefined && data.length > 0; page += 1) {
    try {
      ({ data, meta } = await ask(meta.next));
    } catch (reason) {
      // The pages before it are of another history.
      if (reason instanceof LineageChanged) throw reason;
      failure = { reason };
      break;
    }
    rows.push(...data);
  }
  const more = meta.next !== undefined && data.length > 0;
  const { version, markers = [] } = first.meta;
  await storing(() => foldHistory(database, conversationId, { rows, version, more, markers }));
  const people = fetchUnknownPeople(database, call, authorsOf(rows));
  if (failure) {
    await people.catch(() => undefined); // the first failure tells
    throw failure.reason;
  }
  await people;
  return more;
}

/**
 * @param known the lineage as what is being pulled began, where it matters that it is still the same:
 * another tab, or the outbox, may have learnt of the new one meanwhile.
 * @throws LineageChanged when the caches had to go.
 */
export async function ensureLineage(
  database: RallyDatabase,
  lineage: string,
  known: string = lineage,
): Promise<void> {
  if ((await adoptLineage(database, lineage)) || known !== lineage) throw new LineageChanged();
}

function authorsOf(rows: readonly { type: string; author?: string | null }[]): string[] {
  return rows.flatMap((row) => row.author ?? []);
}
