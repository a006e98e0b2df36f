import type { ListedChannel } from "@rally/shared/channels";
import type { Visibility } from "@rally/shared/conversations";
import { runPrepared, type Database, type Prepared } from "@rally/shared/server/database";

/** Sorts after every name with the same prefix. */
const END = "\u{10ffff}";
/** The number of channels that a search reads because of a word of their name. */
const WORD_CANDIDATES = 100;

/** The condition of the index `conversations_directory`, and its order. */
const LISTED = "c.kind = 'channel' and c.listed";
const NAME = 'lower(c.name) collate "C"';
const AFTER = `(${NAME}, c.id) > ($4, $5::uuid)`;

/**
 * Two sources, each read in the order of an index, and only as far as the page needs: names from `$2`
 * up to `$3`, and words of names from `$7` up to `$8`, if the name has all words of `$9`. The upper end
 * of the words is checked after the limit: with both ends PostgreSQL reads and sorts all between them.
 */
const page: Prepared = {
  name: "channel_directory",
  text: `
    with by_name as materialized (
      select c.id from conversations c
      where ${LISTED} and ${NAME} >= $2 and ${NAME} < $3 and ${AFTER}
      order by ${NAME}, c.id limit $6
    ), by_word as materialized (
      select c.id
      from (select word, conversation_id from channel_words where word >= $7
          order by word, conversation_id limit ${WORD_CANDIDATES}) w
        cross join lateral (select * from conversations where id = w.conversation_id offset 0) c
      where w.word < $8 and ${LISTED} and ${AFTER}
        and to_tsvector('simple', c.name) @@ to_tsquery('simple', $9)
    )
    select c.id, c.name, c.topic, c.picture, c.visibility, c.member_count as "memberCount",
      exists (select from memberships where conversation_id = c.id and user_id = $1) as joined,
      exists (select from join_requests
        where conversation_id = c.id and user_id = $1 and state = 'pending') as requested,
      (select created_at from messages where conversation_id = c.id and seq = c.last_seq)
        as "activeAt"
    from (select id from by_name union select id from by_word) found
      cross join lateral (select * from conversations where id = found.id offset 0) c
    order by ${NAME}, c.id limit $6`,
};

interface Row {
  id: string;
  name: string;
  topic: string | null;
  picture: string | null;
  visibility: Visibility;
  memberCount: number;
  joined: boolean;
  requested: boolean;
  activeAt: Date | null;
}

/**
 * A page of the directory, by name. `text` finds the beginning of a name or of its words; of more than
 * `WORD_CANDIDATES` matching words only the first ones in the alphabet are read.
 */
export async function listedChannels(
  database: Database,
  callerId: string,
  { text, after, limit }: { text: string; after: string | undefined; limit: number },
): Promise<ListedChannel[]> {
  const prefix = text.trim().toLowerCase().replace(/^#/, "");
  const words = prefix.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  // The longest word is the most selective one.
  const [rarest = END] = [...words].sort((a, b) => b.length - a.length);
  const last = after === undefined ? undefined : await nameOf(database, after);
  const rows = await runPrepared<Row>(database, page, [
    ...[
      callerId,
      prefix,
      prefix + END,
      last ?? "",
      after ?? "00000000-0000-0000-0000-000000000000",
    ],
    ...[limit, rarest, rarest + END, words.map((word) => `${word}:*`).join(" & ")],
  ]);
  return rows.map(({ topic, picture, activeAt, joined, requested, ...channel }) => ({
    ...channel,
    ...(topic !== null && { topic }),
    ...(picture !== null && { picture }),
    state: joined ? "joined" : requested ? "requested" : "none",
    ...(activeAt && { activeAt: activeAt.getTime() }),
  }));
}

/** The name at which the page before this one ended. */
async function nameOf(database: Database, id: string): Promise<string | undefined> {
  const row = await database("conversations")
    .where({ id, kind: "channel" })
    .first<{ name: string } | undefined>(database.raw("lower(name) as name"));
  return row?.name;
}
