import type { Knex } from "knex";

/**
 * The words of members' names per conversation, so that a search reads only the members that match.
 * Triggers keep them. A changed name is applied to 200 conversations at once; `stale_member_words`
 * lists users with more of them, of which retention applies the rest.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table member_words (
      conversation_id uuid not null,
      word text collate "C" not null,
      user_id uuid not null,
      primary key (conversation_id, word, user_id)
    );
    create index member_words_user on member_words (user_id, conversation_id, word);

    -- Users whose words are older than their name, from the conversation after this one on.
    create table stale_member_words (
      user_id uuid primary key,
      after uuid not null default '00000000-0000-0000-0000-000000000000'
    );

    -- As in user_words, and the user name. A word can be there twice.
    create function words_of_names(display_name text, username text) returns text[]
      language sql immutable as $$
      select tsvector_to_array(to_tsvector('simple', display_name)) || username
    $$;

    insert into member_words (conversation_id, word, user_id)
      select distinct m.conversation_id, word, m.user_id
      from memberships m
        join conversations c on c.id = m.conversation_id and c.kind <> 'direct'
        join users u on u.id = m.user_id,
        unnest(words_of_names(u.display_name, u.username)) as word;

    create function note_new_members() returns trigger language plpgsql as $$
    begin
      insert into member_words (conversation_id, word, user_id)
        select a.conversation_id, word, a.user_id
        from added a
          cross join lateral (select * from users where id = a.user_id offset 0) u,
          unnest(words_of_names(u.display_name, u.username)) as word
        where a.conversation_id = any(array(
          select c.id from (select distinct conversation_id as id from added) one
            cross join lateral (
              select id from conversations where id = one.id and kind <> 'direct' offset 0) c))
        on conflict do nothing;
      return null;
    end $$;
    create trigger note_new_members after insert on memberships
      referencing new table as added for each statement execute function note_new_members();

    create function forget_former_member() returns trigger language plpgsql as $$
    begin
      delete from member_words
        where user_id = old.user_id and conversation_id = old.conversation_id;
      return null;
    end $$;
    create trigger forget_former_member after delete on memberships
      for each row execute function forget_former_member();

    -- Applies the name of a user in stale_member_words to their next conversations.
    create function refresh_member_words(member uuid, most integer) returns void
      language plpgsql set enable_seqscan = off as $$
    declare
      begun uuid;
      ids uuid[];
    begin
      select after into begun from stale_member_words where user_id = member for update;
      if not found then return; end if;
      select array_agg(id) into ids from (
        select distinct w.conversation_id as id from member_words w
        where w.user_id = member and w.conversation_id > begun
        order by w.conversation_id limit most) next;
      delete from member_words where user_id = member and conversation_id = any(ids);
      insert into member_words (conversation_id, word, user_id)
        select c.id, word, member from unnest(ids) c (id), users u,
          unnest(words_of_names(u.display_name, u.username)) as word
        where u.id = member
        on conflict do nothing;
      if coalesce(cardinality(ids), 0) < most then
        delete from stale_member_words where user_id = member;
      else
        update stale_member_words set after = ids[most] where user_id = member;
      end if;
    end $$;

    create function note_renamed_member() returns trigger language plpgsql as $$
    begin
      insert into stale_member_words (user_id) values (new.id)
        on conflict (user_id) do update set after = excluded.after;
      perform refresh_member_words(new.id, 200);
      return null;
    end $$;
    -- After note_user_words, because triggers run in the order of their names.
    create trigger refresh_member_words after update of display_name, username on users
      for each row
      when (old.display_name is distinct from new.display_name
        or old.username is distinct from new.username)
      execute function note_renamed_member();
  `);
}
