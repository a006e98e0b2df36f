import { runPrepared } from "../database/index.js";
import type { RowRead } from "./row-list.js";

/** Custom emoji that exist, by name. */
export const customEmojiByName: RowRead<true> = {
  async load(source, names) {
    const rows = await runPrepared<{ name: string }>(
      source,
      {
        name: "custom_emoji_by_name",
        text: `select name from unnest($1::text[]) as asked (name),
          lateral (select from custom_emoji where name = asked.name offset 0) e`,
      },
      [names],
    );
    return new Map(rows.map(({ name }) => [name, true]));
  },
};

/** An uploaded sticker, as a decision reads it. */
export interface StoredSticker {
  pack: string;
  label: string;
  picture: string;
}

/** Uploaded stickers that exist, by id. */
export const stickersById: RowRead<StoredSticker> = {
  async load(source, ids) {
    const rows = await runPrepared<StoredSticker & { id: string }>(
      source,
      {
        name: "stickers_by_id",
        text: `select asked.id, s.pack_id as pack, s.label, s.picture
          from unnest($1::uuid[]) as asked (id),
            lateral (select * from stickers where id = asked.id offset 0) s`,
      },
      [ids],
    );
    return new Map(rows.map(({ id, ...row }) => [id, row]));
  },
};
