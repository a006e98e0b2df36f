import { directConversationId } from "@rally/shared/ids";
import type { Sighting } from "@rally/shared/presence";
import type { Database } from "@rally/shared/server/database";
import type { HeardPresence } from "@rally/sync-server";

interface SeenRow {
  id: string;
  last_seen_at: Date | null;
}

/**
 * Whether those of `ids` are here whom the caller may see: friends, and those who wrote to
 * them in a two-person conversation; not users who appear offline, nor users with a block between them and the caller [S14]. Of all
 * others nothing is said, as if they were not there.
 */
export async function sightingsOf(
  { database, presence }: { database: Database; presence: HeardPresence },
  callerId: string,
  ids: readonly string[],
): Promise<Map<string, Sighting>> {
  const { rows } = await database.raw<{ rows: SeenRow[] }>(
    `select u.id, u.last_seen_at
     from unnest(:ids::uuid[], :shared::uuid[]) as asked (id, shared)
     join users u on u.id = asked.id
     where not u.appears_offline and u.deleted_at is null
       and not exists (select from blocks
         where (blocker_id = u.id and blocked_id = :callerId)
           or (blocker_id = :callerId and blocked_id = u.id))
       and (exists (select from friend_changes
           where user_id = :callerId and other_id = u.id and state = 'friends')
         or exists (select from memberships
           where conversation_id = asked.shared and user_id = u.id and wrote))`,
    { ids: [...ids], shared: ids.map((id) => directConversationId(callerId, id)), callerId },
  );
  return new Map(rows.map((row) => [row.id, sightingOf(presence, row.id, row.last_seen_at)]));
}

/** What may be seen of somebody who does not hide. */
export function sightingOf(presence: HeardPresence, id: string, lastSeenAt: Date | null): Sighting {
  const now = presence.of(id);
  const at = Math.max(presence.goneAt(id) ?? 0, lastSeenAt?.getTime() ?? 0);
  return { presence: now, ...(now === "offline" && at > 0 && { lastSeenAt: at }) };
}
