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
  /** The last id of the previous page. */
  before?: string | undefined;
  limit: number;
}

interface SentRow {
  id: string;
  at: Date;
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

/** Rows before the cursor `$2`, a message's id. */
const BEFORE = `(s.at, s.message_id) <
  (coalesce((select created_at from messages where id = $2), 'infinity'),
    coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))`;
const ORDER = "s.at desc, s.message_id desc";

/** The log's rows that `source` selects, for reader `$1`, with what the messages say. */
const listedFrom = (source: string): string => `
  select s.message_id as id, s.at, host(s.ip) as ip, s.conversation_id as "conversationId",
    c.kind, c.name, ${personJsonSql("s.author_id", "$1::uuid")} as author,
    case when c.kind = 'direct' then r.content else m.content end as content,
    m.deleted_at is not null as "isDeleted"
  from (${source}) s
    cross join lateral (
      select kind, name from conversations where id = s.conversation_id offset 0) c
    cross join lateral (
      select content, deleted_at from messages where id = s.message_id offset 0) m
    left join lateral (
      select content from reports where c.kind = 'direct' and message_id = s.message_id
      limit 1) r on true
  order by ${ORDER}`;

const filtered = (condition: string): string =>
  listedFrom(`select * from sent_messages s where ${condition} and ${BEFORE}
    order by ${ORDER} limit $3`);

const statements = {
  all: { name: "sent_messages", text: filtered("true") },
  user: { name: "sent_messages_of_user", text: filtered("s.author_id = $4::uuid") },
  conversation: {
    name: "sent_messages_of_conversation",
    text: filtered("s.conversation_id = $4::uuid"),
  },
  /** Merges the newest rows of each address. */
  addresses: {
    name: "sent_messages_of_addresses",
    text: listedFrom(`select s.* from unnest($4::inet[]) asked (ip) cross join lateral (
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
  const read = (statement: { name: string; text: string }, ...filter: unknown[]) =>
    runPrepared<SentRow>(database, statement, [readerId, before ?? null, limit, ...filter]);
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
