import type { Knex } from "knex";

/** Numbers all messages and finds all that no count includes, where neither was kept so far. */
export const countFromNothing = `
  update messages m set author_seq = n.author_seq
    from (
      select id, row_number() over (partition by conversation_id, author_id order by seq) as author_seq
      from messages
    ) n
    where m.id = n.id;

  insert into uncounted_messages (conversation_id, author_id, block, bits, count)
    select conversation_id, author, seq / 65536,
      bit_or(set_bit(repeat('0', 65536)::bit(65536), (seq % 65536)::integer, 1)), count(*)
    from messages
      cross join lateral (values ('00000000-0000-0000-0000-000000000000'::uuid), (author_id))
        as of_whom (author)
    where author is not null and (deleted_at is not null or content->>'kind' = 'system')
    group by conversation_id, author, seq / 65536;
  insert into uncounted_messages (conversation_id, author_id, block, bits, count)
    select conversation_id, author_id, -1, '', sum(count)
    from uncounted_messages where author_id = '00000000-0000-0000-0000-000000000000'
    group by conversation_id, author_id;`;

/**
 * What unread messages are counted from without reading them: each message carries its number among
 * its author's in the conversation, and the messages that no count includes (deleted, system) are
 * bits of `uncounted_messages`, 65,536 seqs to a row.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table messages add column author_seq bigint;
    create index messages_author on messages (author_id, conversation_id, seq);

    -- For whoever inserts without knowing it; a conversation's messages come in the order of seq.
    create function number_message() returns trigger language plpgsql as $$
    begin
      new.author_seq := 1 + coalesce((
        select author_seq from messages
        where author_id = new.author_id and conversation_id = new.conversation_id
          and seq < new.seq
        order by seq desc limit 1), 0);
      return new;
    end $$;
    create trigger number_message before insert on messages
      for each row when (new.author_seq is null) execute function number_message();

    create table uncounted_messages (
      conversation_id uuid not null,
      -- The author whose messages these are; all zeros: those of all authors.
      author_id uuid not null,
      -- seq / 65536; -1: the row of all authors that has only their number.
      block bigint not null,
      -- Bit seq % 65536 is set.
      bits bit varying not null,
      count bigint not null,
      primary key (conversation_id, author_id, block)
    );

    ${countFromNothing}

    create function note_uncounted_message() returns trigger language plpgsql as $$
    declare
      place integer := new.seq % 65536;
      zeros bit varying := set_bit(repeat('0', 65536)::bit varying, place, 1);
      everyone uuid := '00000000-0000-0000-0000-000000000000';
    begin
      insert into uncounted_messages as u (conversation_id, author_id, block, bits, count)
      select new.conversation_id, r.author_id, r.block,
        case when r.block = -1 then ''::bit varying else zeros end, 1
      from (values (everyone, -1), (everyone, new.seq / 65536), (new.author_id, new.seq / 65536))
        as r (author_id, block)
      where r.author_id is not null
      on conflict (conversation_id, author_id, block) do update set count = u.count + 1,
        bits = case when u.block = -1 then u.bits else set_bit(u.bits, place, 1) end;
      return null;
    end $$;
    create trigger note_uncounted_message after insert on messages
      for each row when (new.deleted_at is not null or new.content->>'kind' = 'system')
      execute function note_uncounted_message();
    create trigger note_deleted_message after update of deleted_at on messages
      for each row when (old.deleted_at is null and new.deleted_at is not null
        and old.content->>'kind' is distinct from 'system')
      execute function note_uncounted_message();
  `);
}
