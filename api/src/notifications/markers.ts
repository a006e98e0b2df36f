import type { Database, Transaction } from "@rally/shared/server/database";
import {
  writeNotifications,
  type Seen,
  type UserVersion,
} from "@rally/shared/server/notifications";

/** The most notifications that one transaction marks as read. */
export const SEEN = 1_000;

/**
 * Unread notifications up to the markers of their users, at most `SEEN`. They are read for each
 * membership `m` by index, in the order of seqs, so that notifications after the marker are not read.
 */
const passedOf = (memberships: string): string => `
  select n.id, n.user_id as "userId", n.version from ${memberships}
    cross join lateral (select id, user_id, version from notifications
      where conversation_id = m.conversation_id and user_id = m.user_id
        and read_at is null and seq <= m.marker
      order by seq limit ${SEEN}) n
  limit ${SEEN}`;

const ofConversations = passedOf(`unnest(?::uuid[]) as k (id)
    cross join lateral (select * from memberships where conversation_id = k.id offset 0) m`);

const ofMarkers = passedOf(`unnest(?::uuid[], ?::uuid[]) as k (conversation, reader)
    cross join lateral (select * from memberships
      where conversation_id = k.conversation and user_id = k.reader offset 0) m`);

/** The unread notifications up to the markers of all members of these conversations. */
export async function readPassed(
  trx: Transaction,
  conversations: readonly string[],
): Promise<Seen[]> {
  if (conversations.length === 0) return [];
  const { rows } = await trx.raw<{ rows: Seen[] }>(ofConversations, [[...conversations]]);
  return rows;
}

/**
 * Marks notifications up to the markers of these members as read, at most `SEEN`.
 * @returns the users' versions, and whether there may be more.
 */
export function processMarkers(
  database: Database,
  markers: readonly (readonly [conversation: string, user: string])[],
): Promise<{ notified: UserVersion[]; isLeft: boolean }> {
  return database.transaction(async (trx) => {
    const { rows: seen } = await trx.raw<{ rows: Seen[] }>(ofMarkers, [
      markers.map(([conversation]) => conversation),
      markers.map(([, user]) => user),
    ]);
    return { notified: await writeNotifications(trx, { seen }), isLeft: seen.length >= SEEN };
  });
}
