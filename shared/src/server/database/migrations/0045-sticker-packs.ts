import type { Knex } from "knex";

/** Packs of stickers that the server's admins upload; they share the revision of custom emoji. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table sticker_packs (
      id uuid primary key,
      title text not null,
      created_by uuid references users,
      created_at timestamptz not null default now()
    );
    create unique index sticker_packs_title on sticker_packs (lower(title));
    create index sticker_packs_by on sticker_packs (created_by);

    create table stickers (
      id uuid primary key,
      pack_id uuid not null references sticker_packs on delete cascade,
      label text not null,
      picture text not null,
      created_by uuid references users,
      created_at timestamptz not null default now()
    );
    create unique index stickers_label on stickers (pack_id, lower(label));
    create index stickers_picture on stickers (picture);
    create index stickers_by on stickers (created_by);

    create trigger count_sticker_packs after insert or update of title or delete
      on sticker_packs for each statement execute function count_expressions();
    create trigger count_stickers after insert or update of label, picture or delete
      on stickers for each statement execute function count_expressions();
    create trigger note_removed_sticker_picture after delete on stickers
      for each row execute function note_removed_expression_picture();
  `);
}
