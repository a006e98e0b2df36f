import type { Knex } from "knex";

/**
 * What each commit of a message need not do. Of a message and an update the commit holds the
 * conversation's row, and asked whether the author is a member; rows of users and conversations are
 * never deleted, so that a key to them costs a look-up and a row lock a message and finds nothing.
 *
 * Whoever registers joins the world chat: the count of its members is in the row that each message
 * there writes, so that joining leaves a row here, which is added to the count afterwards.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table messages drop constraint messages_conversation_id_fkey,
      drop constraint messages_author_id_fkey;
    alter table conversation_updates drop constraint conversation_updates_conversation_id_fkey;

    create table member_count_changes (
      id bigint generated always as identity primary key,
      conversation_id uuid not null,
      change integer not null
    );
  `);
}
