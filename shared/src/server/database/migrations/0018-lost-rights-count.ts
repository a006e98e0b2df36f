import type { Knex } from "knex";

/**
 * Counts the transactions in which a permission was lost, in the order of their commits: the row is
 * locked last, when the transaction ends, so that nobody waits for anything while holding it. What
 * is committed with a count of n may be shown where the sockets of n losses have been checked.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table lost_rights_count (
      id integer primary key check (id = 1),
      losses bigint not null
    );
    insert into lost_rights_count values (1, 0);

    create function count_lost_rights() returns trigger language plpgsql as $$
    declare
      here text := pg_current_xact_id()::text;
    begin
      -- Once for a transaction, however many rights it takes away.
      if current_setting('rally.losses_counted', true) is distinct from here then
        update lost_rights_count set losses = losses + 1;
        perform set_config('rally.losses_counted', here, true);
      end if;
      return null;
    end $$;
    create constraint trigger count_lost_rights after insert on lost_rights
      deferrable initially deferred for each row execute function count_lost_rights();
  `);
}
