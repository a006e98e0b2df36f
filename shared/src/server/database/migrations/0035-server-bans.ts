import type { Knex } from "knex";

/**
 * Bans from the server, of users and of addresses. Of a user, the columns of `users` are what each
 * request and handshake reads; the row here is the list's.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table server_bans (
      id uuid primary key,
      user_id uuid unique references users,
      address cidr unique,
      banned_by uuid references users,
      created_at timestamptz not null default now(),
      until timestamptz not null default 'infinity',
      reason text,
      check (num_nonnulls(user_id, address) = 1)
    );
    create index server_bans_until on server_bans (until);
    create index server_bans_by on server_bans (banned_by, id);

    -- Ids in the order of time, like those of later bans.
    insert into server_bans (id, user_id, created_at, until, reason)
      select (lpad(to_hex(floor(extract(epoch from banned_at) * 1000)::bigint), 12, '0')
          || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid,
        id, banned_at, coalesce(banned_until, 'infinity'), ban_reason
      from users where banned_at is not null and deleted_at is null
        and coalesce(banned_until, 'infinity') > now();

    -- Rises with each change, so that processes notice those whose hint was lost.
    create table server_bans_revision (
      id integer primary key check (id = 1),
      revision bigint not null
    );
    insert into server_bans_revision values (1, 0);
    create function count_server_bans() returns trigger language plpgsql as $$
    begin
      update server_bans_revision set revision = revision + 1;
      return null;
    end $$;
    create trigger count_server_bans after insert or update or delete on server_bans
      for each statement execute function count_server_bans();

    alter table lost_rights drop constraint lost_rights_kind_check;
    alter table lost_rights add constraint lost_rights_kind_check
      check (kind in ('session', 'membership', 'block', 'address'));
    create function note_banned_address() returns trigger language plpgsql as $$
    begin
      insert into lost_rights (kind) values ('address');
      return null;
    end $$;
    create trigger note_banned_address after insert or update on server_bans
      for each row when (new.address is not null) execute function note_banned_address();
  `);
}
