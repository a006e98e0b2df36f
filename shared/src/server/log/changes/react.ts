import {
  countReaction,
  hasRoomFor,
  type ReactionCount,
  type ReactionsRow,
} from "../../../conversations/index.js";
import { RallyError } from "../../../errors/index.js";
import { limits } from "../../../limits/index.js";
import { runPrepared } from "../../database/index.js";
import type { LogBatch } from "../log-batch.js";
import { json, type RowList, type RowRead } from "../row-list.js";
import type { ChangeSource } from "./change-source.js";

interface Reaction {
  message: string;
  user: string;
  emoji: string;
  on: boolean;
}

interface MessageReactions {
  message: string;
  version: number;
  counts: ReactionCount[];
}

/** Reactions that a batch adds or removes. */
export const changedReactions: RowList<Reaction> = {
  name: "reacted",
  columns: ["n integer", "message_id uuid", "user_id uuid", "emoji text", '"on" boolean'],
  cells: ({ message, user, emoji, on }, n) => [
    ...[n, message, user, JSON.stringify(emoji), on ? "t" : "f"],
  ],
  write: () => `reaction_added as (
      insert into reactions (message_id, user_id, emoji, at)
      select r.message_id, r.user_id, r.emoji, l.at from reacted r join locked l using (n)
      where r."on" on conflict do nothing),
    reaction_removed as (
      delete from reactions t using reacted r join locked l using (n)
      where not r."on" and t.message_id = any(array[r.message_id])
        and t.user_id = any(array[r.user_id]) and t.emoji = any(array[r.emoji]))`,
};

/** The counts of messages whose reactions a batch changes. */
export const changedCounts: RowList<MessageReactions> = {
  name: "counted",
  columns: ["n integer", "message_id uuid", "version bigint", "counts jsonb"],
  cells: ({ message, version, counts }, n) => [n, message, version, json(counts)],
  write: () => `counts_written as (
      insert into message_reactions (message_id, conversation_id, version, counts)
      select k.message_id, l.id, k.version, k.counts from counted k join locked l using (n)
      on conflict (message_id) do update set version = excluded.version, counts = excluded.counts)`,
};

/** Messages' counts and versions, by message id. */
export const countsByMessage: RowRead<MessageReactions> = {
  async load(source, ids) {
    const rows = await runPrepared<MessageReactions>(
      source,
      {
        name: "log_reaction_counts",
        text: `select message_id as message, version, counts from message_reactions
          where message_id = any($1::uuid[])`,
      },
      [ids],
    );
    return new Map(rows.map((row) => [row.message, row]));
  },
};

/** Users' reactions, by `reactionKey`. */
export const reactionsByKey: RowRead<true> = {
  async load(source, keys) {
    const parts = keys.map((key) => key.split(" "));
    const rows = await runPrepared<{ key: string }>(
      source,
      {
        name: "log_reactions",
        text: `select concat_ws(' ', a.message_id, a.user_id, a.emoji) as key
          from unnest($1::uuid[], $2::uuid[], $3::text[]) as a (message_id, user_id, emoji),
            lateral (select from reactions where message_id = a.message_id
              and user_id = a.user_id and emoji = a.emoji offset 0) r`,
      },
      [0, 1, 2].map((index) => parts.map((part) => part[index])),
    );
    return new Map(rows.map(({ key }) => [key, true]));
  },
};

export const reactionKey = ({ message, user, emoji }: Omit<Reaction, "on">): string =>
  `${message} ${user} ${emoji}`;

/**
 * Appends a user's reaction to a message, or its removal; nothing when it is so already.
 * @throws RallyError `too_many_reactions`
 */
export function appendReaction(
  batch: LogBatch,
  reaction: Reaction,
): { version: number; at: number; reactions: ReactionCount[] } {
  const { message: id, user, emoji, on } = reaction;
  const before = batch.rows(changedCounts).get(id) ??
    batch.read(countsByMessage, id) ?? { version: 0, counts: [] };
  const key = reactionKey(reaction);
  const isOn =
    batch.rows(changedReactions).get(key)?.on ?? batch.read(reactionsByKey, key) ?? false;
  if (isOn === on) return { version: before.version, at: batch.now, reactions: before.counts };
  if (on && !hasRoomFor(before.counts, emoji)) {
    throw new RallyError(
      "too_many_reactions",
      `A message takes ${limits.reactionKinds} different reactions`,
    );
  }
  const reactions = countReaction(before.counts, reaction);
  const { version, at } = batch.add({ type: "react", id, author: user, emoji, on, reactions });
  batch.rows(changedReactions).set(key, reaction);
  batch.rows(changedCounts).set(id, { message: id, version, counts: reactions });
  return { version, at, reactions };
}

const rowColumns = (userId: string): string => `'react' as type, t.message_id as id, t.version,
  t.counts as reactions, array(
    select emoji from reactions where message_id = t.message_id and user_id = ${userId}
    order by at, emoji) as mine`;

export const reactionSource: ChangeSource = {
  name: "reactions",
  newest: "(select max(version) from message_reactions where conversation_id = $1)",
  read: (database, { conversationId, userId, between: [first, last], limit }) =>
    runPrepared<ReactionsRow>(
      database,
      {
        name: "reaction_changes",
        text: `select ${rowColumns("$2")} from message_reactions t
          where conversation_id = $1 and version between $3 and $4 order by version limit $5`,
      },
      [conversationId, userId, first, last, limit],
    ),
  async readWithHistory(database, { userId, messages, version }) {
    if (messages.length === 0) return [];
    return runPrepared<ReactionsRow>(
      database,
      {
        name: "reactions_to",
        text: `select ${rowColumns("$2")} from unnest($1::uuid[]) as asked (id), lateral (
            select * from message_reactions where message_id = asked.id offset 0) t
          where t.version <= $3`,
      },
      [messages, userId, version],
    );
  },
};
