import type { Knex } from "knex";

/**
 * The number of banned addresses, so that a ban does not count them.
 *
 * Who sent which message from which address. Apart from messages, so that retention deletes whole rows
 * and rewrites no message. Without foreign keys, which each commit would pay for.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table server_bans_revision add column addresses bigint not null default 0;
    update server_bans_revision set addresses =
      (select count(*) from server_bans where address is not null);
    create function count_banned_address() returns trigger language plpgsql as $$
    begin
      update server_bans_revision
        set addresses = addresses + case tg_op when 'INSERT' then 1 else -1 end;
      return null;
    end $$;
    create trigger count_banned_address after insert on server_bans
      for each row when (new.address is not null) execute function count_banned_address();
    create trigger count_lifted_address after delete on server_bans
      for each row when (old.address is not null) execute function count_banned_address();

    create table sent_messages (
      message_id uuid not null,
      conversation_id uuid not null,
      author_id uuid not null,
      at timestamptz not null,
      ip inet
    );
    create index sent_messages_at on sent_messages (at, message_id);
    create index sent_messages_author on sent_messages (author_id, at, message_id);
    create index sent_messages_conversation on sent_messages (conversation_id, at, message_id);
    create index sent_messages_ip on sent_messages (ip, at, message_id) where ip is not null;
  `);
}
