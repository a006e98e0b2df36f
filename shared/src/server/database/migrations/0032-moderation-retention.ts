import type { Knex } from "knex";

/** By the time after which they are deleted: entries of audit logs, and bans and mutes that ended. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create index audit_entries_at on audit_entries (at);
    create index conversation_bans_until on conversation_bans (until);
    create index mutes_until on mutes (until);
  `);
}
