import { directConversationId } from "@rally/shared/ids";
import type { Sighting } from "@rally/shared/presence";
import type { Database } from "@rally/shared/server/database";
import { isBlockedSql } from "@rally/shared/server/models";
import type { RemotePresence } from "@rally/sync-server";

interface SeenRow {
  id: string;
  last_seen_at: Date | null;
}

/**
 * The presence of those of `ids` that the caller can see: friends, and users who wrote to the caller
 * in a two-person conversation; without users who appear offline or have a block between them and the
 * caller [S14].
 */
export async function sightingsOf(
  { database, presence }: { database: Database; presence: RemotePresence },
  callerId: string,
  ids: readonly string[],
): Promise<Map<string, Sighting>> {
  const { rows } = await database.raw<{ rows: SeenRow[] }>(
    `select u.id, u.last_seen_at
     from unnest(:ids::uuid[], :shared::uuid[]) as asked (id, shared)
     join users u on u.id = asked.id
     where not u.appears_offline and u.deleted_at is null
       and not ${isBlockedSql("u.id", ":callerId")}
       and (exists (select from friend_changes
           where user_id = :callerId and other_id = u.id and state = 'friends')
         or exists (select from memberships
           where conversation_id = asked.shared and user_id = u.id and wrote))`,
    { ids: [...ids], shared: ids.map((id) => directConversationId(callerId, id)), callerId },
  );
  return new Map(rows.map((row) => [row.id, sightingOf(presence, row.id, row.last_seen_at)]));
}

/** The presence of a user who does not appear offline. */
export function sightingOf(
  presence: RemotePresence,
  id: string,
  lastSeenAt: Date | null,
): Sighting {
  const now = presence.of(id);
  const at = Math.max(presence.goneAt(id) ?? 0, lastSeenAt?.getTime() ?? 0);
  return { presence: now, ...(now === "offline" && at > 0 && { lastSeenAt: at }) };
}
