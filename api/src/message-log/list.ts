import type { Content } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import type { ConversationKind } from "@rally/shared/members";
import type { SentMessage } from "@rally/shared/message-log";
import { runPrepared, type Database } from "@rally/shared/server/database";
import { personJsonSql, personOf, type PersonJson } from "@rally/shared/server/models";
import { readRange } from "../bans/index.js";

/** A page of the log. At most one of `userId`, `conversationId` and `address` is given. */
export interface LogPage {
  userId?: string | undefined;
  conversationId?: string | undefined;
  /** An IP address or a range. */
  address?: string | undefined;
  /** The `next` of the previous page. */
  before?: string | undefined;
  limit: number;
}

interface SentRow {
  id: string;
  at: Date;
  /** The same with microseconds, since the epoch. */
  micros: number;
  ip: string | null;
  author: PersonJson | null;
  conversationId: string;
  kind: ConversationKind;
  name: string | null;
  content: Content | null;
  isDeleted: boolean;
}

/** Addresses of a range that one page reads from. */
const ADDRESSES = 256;

/** Rows before the cursor: the time `$2` in microseconds since the epoch, and the message `$4`. */
const BEFORE = `(s.at, s.message_id) <
  (coalesce('epoch'::timestamptz + $2::bigint * interval '1 microsecond', 'infinity'),
    coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))`;
const ORDER = "s.at desc, s.message_id desc";

/**
 * The log's rows that `source` selects, for reader `$1`, with what the messages say. Messages of a
 * conversation that was deleted for all have no row any more.
 */
const listedFrom = (source: string): string => `
  select s.message_id as id, s.at, floor(extract(epoch from s.at) * 1000000)::bigint as micros,
    host(s.ip) as ip, s.conversation_id as "conversationId",
    c.kind, c.name, ${personJsonSql("s.author_id", "$1::uuid")} as author,
    case when c.kind = 'direct' then r.content else m.content end as content,
    m.deleted_at is not null or m.id is null as "isDeleted"
  from (${source}) s
    cross join lateral (
      select kind, name from conversations where id = s.conversation_id offset 0) c
    left join lateral (
      select id, content, deleted_at from messages where id = s.message_id offset 0) m on true
    left join lateral (
      select content from reports where c.kind = 'direct' and message_id = s.message_id
      limit 1) r on true
  order by ${ORDER}`;

const filtered = (condition: string): string =>
  listedFrom(`select * from sent_messages s where ${condition} and ${BEFORE}
    order by ${ORDER} limit $3`);

const statements = {
  all: { name: "sent_messages", text: filtered("true") },
  user: { name: "sent_messages_of_user", text: filtered("s.author_id = $5::uuid") },
  conversation: {
    name: "sent_messages_of_conversation",
    text: filtered("s.conversation_id = $5::uuid"),
  },
  /** Merges the newest rows of each address. */
  addresses: {
    name: "sent_messages_of_addresses",
    text: listedFrom(`select s.* from unnest($5::inet[]) asked (ip) cross join lateral (
        select * from sent_messages s where s.ip = asked.ip and ${BEFORE}
        order by ${ORDER} limit $3) s
      order by ${ORDER} limit $3`),
  },
  /** The addresses of a range in the log: each step finds the next one by index. */
  range: {
    name: "sent_messages_range",
    text: `with recursive found as (
        (select ip, 1 as n from sent_messages where ip >= $1::inet and ip <= $2::inet
          order by ip limit 1)
        union all
        select next.ip, n + 1 from found cross join lateral (
          select ip from sent_messages where ip > found.ip and ip <= $2::inet
          order by ip limit 1) next
        where n <= ${ADDRESSES})
      select host(ip) as ip from found`,
  },
} as const;

/** A page of the log of messages, the newest first. @throws RallyError `range_too_wide` */
export async function sentMessages(
  database: Database,
  readerId: string,
  { userId, conversationId, address, before, limit }: LogPage,
): Promise<SentRow[]> {
  const [micros, id] = before?.split(".") ?? [];
  const read = (statement: { name: string; text: string }, ...filter: unknown[]) =>
    runPrepared<SentRow>(database, statement, [
      ...[readerId, micros ?? null, limit, id ?? null],
      ...filter,
    ]);
  if (userId !== undefined) return read(statements.user, userId);
  if (conversationId !== undefined) return read(statements.conversation, conversationId);
  if (address === undefined) return read(statements.all);
  const { first, last } = readRange(address, { confirmed: true, own: undefined });
  const found = await runPrepared<{ ip: string }>(database, statements.range, [first, last]);
  if (found.length > ADDRESSES) {
    throw new RallyError("range_too_wide", `More than ${ADDRESSES} addresses of this range`);
  }
  return read(
    statements.addresses,
    found.map(({ ip }) => ip),
  );
}

/** The `before` of the page after this row. A message may have no row of its own any more. */
export const cursorOf = ({ micros, id }: SentRow): string => `${micros}.${id}`;

export function sentMessageOf(row: SentRow): SentMessage {
  const { id, at, ip, author, conversationId, kind, name, content, isDeleted } = row;
  return {
    ...{ id, at: at.getTime(), conversationId, conversationKind: kind, deleted: isDeleted },
    ...(author && { author: personOf(author, { nameOnly: author.blocked }) }),
    ...(ip !== null && { ip }),
    ...(kind !== "direct" && name !== null && { conversationName: name }),
    ...(content && { content }),
  };
}
