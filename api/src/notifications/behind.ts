import type { Limits } from "@rally/shared/limits";
import type { Database } from "@rally/shared/server/database";

/** Conversations looked through in one query, by their key. */
const STEP = 1_000;

/**
 * Conversations of which something has not been looked at: what a process that died, or a hint
 * that was lost, left behind. Goes through all of them step by step, at most `limit` found.
 */
export async function conversationsBehind(database: Database, limit: number): Promise<string[]> {
  const found: string[] = [];
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const { rows } = await database.raw<{ rows: { id: string; behind: boolean }[] }>(
      `select c.id, c.version > coalesce(k.version, 0) as behind
        from (select id, version from conversations where id > ? order by id limit ${STEP}) c
          left join notification_cursors k on k.conversation_id = c.id order by c.id`,
      [after],
    );
    for (const { id, behind } of rows) if (behind && found.length < limit) found.push(id);
    const last = rows.at(-1);
    if (!last || rows.length < STEP || found.length >= limit) return found;
    after = last.id;
  }
}

/** Lets go of notifications that are too old, and of each user's past the newest ones. */
export async function forgetOldNotifications(
  database: Database,
  { notificationsKept, notificationDays }: Pick<Limits, "notificationsKept" | "notificationDays">,
): Promise<void> {
  await database.raw(
    "delete from notifications where at < now() - make_interval(days => ?::integer)",
    [notificationDays],
  );
  await database.raw(
    `delete from notifications n
      using (
        select user_id from notifications group by user_id having count(*) > :kept
      ) full_of, lateral (
        select at, id from notifications o where o.user_id = full_of.user_id
        order by at desc, id desc offset :kept - 1 limit 1
      ) oldest
      where n.user_id = full_of.user_id and (n.at, n.id) < (oldest.at, oldest.id)`,
    { kept: notificationsKept },
  );
}
