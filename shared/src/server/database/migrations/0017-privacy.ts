import type { Knex } from "knex";

/** What limits how often people are asked, and to whom presence shows. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    -- How often user_id has asked other_id to be friends since requests_since.
    alter table friend_changes add column requests integer not null default 0;
    alter table friend_changes add column requests_since timestamptz;

    -- Whether the member of a two-person conversation has written in it: only then may the other
    -- one see their presence. Not kept for other kinds of conversation.
    alter table memberships add column wrote boolean not null default false;
    update memberships m set wrote = true
    from (
      select distinct c.id, author_id from messages join conversations c on c.id = conversation_id
      where c.kind = 'direct'
    ) as written
    where m.conversation_id = written.id and m.user_id = written.author_id;
  `);
}
