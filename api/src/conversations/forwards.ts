import {
  isForwardable,
  mayForwardFrom,
  type Content,
  type ForwardContent,
} from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import type { ConversationKind } from "@rally/shared/members";
import { runPrepared } from "@rally/shared/server/database";
import type { LogBatch, Reads, RowRead } from "@rally/shared/server/log";
import { isBlockedSql } from "@rally/shared/server/models";
import { noSuchMessage } from "./policy.js";

/** A message that a user can read, with what decides whether it can be forwarded. */
interface ForwardSource {
  conversationId: string;
  kind: ConversationKind;
  visibility: "public" | "private" | null;
  name: string | null;
  author: string | null;
  content: Content | null;
  /** Milliseconds since the epoch. */
  at: number;
  isBlocked: boolean;
}

const sourceKey = (userId: string, messageId: string): string => `${userId} ${messageId}`;

/** The messages of keys `userId messageId`, if the user is a member of their conversation. */
const forwardSources: RowRead<ForwardSource> = {
  async load(source, keys) {
    const pairs = keys.map((key) => key.split(" "));
    const rows = await runPrepared<ForwardSource & { key: string }>(
      source,
      {
        name: "forward_sources",
        text: `select asked.user_id || ' ' || asked.message_id as key,
            m.conversation_id as "conversationId", c.kind, c.visibility, c.name,
            m.author_id as author, m.content,
            floor(extract(epoch from m.created_at) * 1000)::bigint as at,
            ${isBlockedSql("asked.user_id", "m.author_id")} as "isBlocked"
          from unnest($1::uuid[], $2::uuid[]) as asked (user_id, message_id)
            cross join lateral (select * from messages where id = asked.message_id offset 0) m
            cross join lateral (select from memberships
              where conversation_id = m.conversation_id and user_id = asked.user_id
                and cleared_seq < m.seq offset 0) own
            cross join lateral (
              select * from conversations
              where id = m.conversation_id and deleted_at is null offset 0) c`,
      },
      [pairs.map(([userId]) => userId), pairs.map(([, messageId]) => messageId)],
    );
    return new Map(rows.map(({ key, ...row }) => [key, row]));
  },
};

/** What a decision to forward a message reads. */
export const readsOfForward = (userId: string, messageId: string): NonNullable<Reads["rows"]> => [
  [forwardSources, [sourceKey(userId, messageId)]],
];

/**
 * The content of a forward of a message that the user can read. Its origin is named: the author, and
 * the channel if it is public. A forward is forwarded as the message that it copies.
 * @throws RallyError `not_found`, `message_deleted`, `blocked`; `not_forwardable` for a poll, and for
 *   a message of a private channel
 */
export function forwardOf(batch: LogBatch, userId: string, messageId: string): ForwardContent {
  const source = batch.read(forwardSources, sourceKey(userId, messageId));
  if (!source) throw noSuchMessage();
  const { content, author, at } = source;
  if (!mayForwardFrom(source)) {
    throw new RallyError("not_forwardable", "Messages of a private channel stay there");
  }
  if (!content) throw new RallyError("message_deleted", "The message was deleted");
  if (source.isBlocked) throw new RallyError("blocked", "One of you has blocked the other");
  if (content.kind === "forward") return content;
  if (!isForwardable(content)) {
    throw new RallyError("not_forwardable", "Only texts and stickers can be forwarded");
  }
  const { conversationId: id, name } = source;
  const channel =
    source.kind === "channel" && name !== null ? { channel: { id, name, messageId } } : {};
  return { kind: "forward", content, origin: { author, at, ...channel } };
}
