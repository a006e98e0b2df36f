import type { Knex } from "knex";

/** Unread notifications by seq: those that a marker passed are found without those after it. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    -- The stronger lock first: a server that still runs would wait between the two, and the other way round both would.
    drop index notifications_unread_here;
    create index notifications_unread_up_to on notifications (conversation_id, user_id, seq)
      where read_at is null and conversation_id is not null;
  `);
}
