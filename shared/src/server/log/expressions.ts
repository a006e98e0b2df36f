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
