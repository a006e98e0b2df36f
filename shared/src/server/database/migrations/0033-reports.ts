import type { Knex } from "knex";

/** Reports of messages and users. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table reports (
      id uuid primary key,
      reporter_id uuid not null references users,
      state text not null default 'open' check (state in ('open', 'closed')),
      at timestamptz not null default now(),
      reason text not null,
      -- The reported user, or the author of the message.
      user_id uuid references users,
      -- Of a message: a copy, because it may be edited or deleted later.
      message_id uuid references messages,
      conversation_id uuid references conversations,
      content jsonb,
      sent_at timestamptz,
      closed_at timestamptz,
      closed_by uuid references users,
      outcome text,
      note text,
      check (num_nulls(message_id, conversation_id, content, sent_at) in (0, 4)),
      check (num_nonnulls(message_id, user_id) > 0),
      check ((state = 'closed') = (closed_at is not null))
    );
    create unique index reports_open_message on reports (reporter_id, message_id)
      where state = 'open' and message_id is not null;
    create unique index reports_open_user on reports (reporter_id, user_id)
      where state = 'open' and message_id is null;
    create index reports_newest on reports (state, id);
    create index reports_conversation on reports (conversation_id, state, id);
    create index reports_message on reports (message_id);
    create index reports_reporter on reports (reporter_id, id);
    create index reports_user on reports (user_id, id);
    create index reports_closed_by on reports (closed_by, id);
    create index reports_closed_at on reports (closed_at);
  `);
}
