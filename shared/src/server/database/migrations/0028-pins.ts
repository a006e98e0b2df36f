import type { Knex } from "knex";

/**
 * Pins: a row for each message that was ever pinned, with the conversation's version that last
 * touched it. The pins of a conversation are few (`limits.pins`).
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table pins (
      message_id uuid primary key references messages (id) on delete cascade,
      conversation_id uuid not null,
      version bigint not null,
      pinned boolean not null,
      at timestamptz not null
    );
    create index pins_changed on pins (conversation_id, version);
    create index pins_pinned on pins (conversation_id, at desc, message_id) where pinned;
  `);
}
