import {
  ANONYMOUS_VOTER,
  countVote,
  noVotes,
  sameChoices,
  type PollContent,
  type PollResult,
  type VotesRow,
} from "../../../conversations/index.js";
import { runPrepared, type Transaction } from "../../database/index.js";
import type { LogBatch, PublishAfterCommit } from "../log-batch.js";
import { json, timestamp, type RowList, type RowRead } from "../row-list.js";
import type { ChangeSource } from "./change-source.js";
import { nextUserVersion } from "./member.js";
import { newMessageRows } from "./message.js";

/** A user's choices; none after the vote was taken back. */
interface Vote {
  message: string;
  user: string;
  choices: readonly number[];
  version: number;
}

interface Poll extends PollResult {
  message: string;
  version: number;
}

/** Votes that a batch casts, changes or takes back. */
export const changedVotes: RowList<Vote> = {
  name: "voted",
  columns: ["n integer", "message_id uuid", "user_id uuid", "choices text", "version bigint"],
  cells: ({ message, user, choices, version }, n) => [
    ...[n, message, user, JSON.stringify(`{${choices.join(",")}}`), version],
  ],
  write: () => `votes_written as (
      insert into votes (message_id, user_id, choices, at, version)
      select v.message_id, v.user_id, v.choices::smallint[], l.at, v.version
      from voted v join locked l using (n)
      on conflict (message_id, user_id) do update
        set choices = excluded.choices, at = excluded.at, version = excluded.version)`,
};

/** The results of polls that a batch changes. */
export const changedPolls: RowList<Poll> = {
  name: "polled",
  columns: [
    ...(["n integer", "message_id uuid", "version bigint", "counts jsonb"] as const),
    ...(["voters integer", "closed_at timestamptz"] as const),
  ],
  cells: ({ message, version, counts, voters, closedAt }, n) => [
    ...[n, message, version, json(counts), voters, timestamp(closedAt ?? null)],
  ],
  write: () => `polls_written as (
      insert into poll_results (message_id, conversation_id, version, counts, voters, closed_at)
      select p.message_id, l.id, p.version, p.counts, p.voters, p.closed_at
      from polled p join locked l using (n)
      on conflict (message_id) do update set version = excluded.version,
        counts = excluded.counts, voters = excluded.voters, closed_at = excluded.closed_at)`,
};

/** The contents of polls, by message id; missing for messages that are none. */
export const pollsById: RowRead<PollContent> = {
  async load(source, ids) {
    const rows = await runPrepared<{ id: string; content: PollContent }>(
      source,
      {
        name: "log_polls",
        text: `select id, content from messages
          where id = any($1::uuid[]) and content->>'kind' = 'poll'`,
      },
      [ids],
    );
    return new Map(rows.map(({ id, content }) => [id, content]));
  },
};

/** The results of polls, by message id. */
export const resultsByPoll: RowRead<Poll> = {
  async load(source, ids) {
    const rows = await runPrepared<Poll & { closedAt: number | null }>(
      source,
      {
        name: "log_poll_results",
        text: `select message_id as message, version, counts, voters,
            floor(extract(epoch from closed_at) * 1000)::bigint as "closedAt"
          from poll_results where message_id = any($1::uuid[])`,
      },
      [ids],
    );
    return new Map(rows.map((row) => [row.message, withoutNull(row)]));
  },
};

/** Users' choices, by `voteKey`. */
export const votesByKey: RowRead<readonly number[]> = {
  async load(source, keys) {
    const parts = keys.map((key) => key.split(" "));
    const rows = await runPrepared<{ key: string; choices: number[] }>(
      source,
      {
        name: "log_votes",
        text: `select concat_ws(' ', a.message_id, a.user_id) as key, v.choices
          from unnest($1::uuid[], $2::uuid[]) as a (message_id, user_id), lateral (
            select choices from votes
            where message_id = a.message_id and user_id = a.user_id offset 0) v`,
      },
      [0, 1].map((index) => parts.map((part) => part[index])),
    );
    return new Map(rows.map(({ key, choices }) => [key, choices]));
  },
};

export const voteKey = ({ message, user }: Pick<Vote, "message" | "user">): string =>
  `${message} ${user}`;

/** The content of a poll that this batch read or adds; undefined for other messages. */
export function pollIn(batch: LogBatch, id: string): PollContent | undefined {
  const content = batch.rows(newMessageRows).get(id)?.content;
  return content?.kind === "poll" ? content : batch.read(pollsById, id);
}

/** The result of a poll that this batch read or changes. */
export function pollResultIn(batch: LogBatch, id: string, content: PollContent): Poll {
  const known = batch.rows(changedPolls).get(id) ?? batch.read(resultsByPoll, id);
  return known ?? { message: id, version: 0, ...noVotes(content.choices.length) };
}

/**
 * Appends a user's vote, which replaces the user's earlier one; nothing when it is so already. In an
 * anonymous poll the change names no user, and the voter's other devices learn of the vote by the
 * user's own changes.
 */
export function appendVote(
  batch: LogBatch,
  { message: id, user, choices }: Omit<Vote, "version">,
  content: PollContent,
): { version: number; at: number } & PollResult {
  const { message: _id, version: last, ...result } = pollResultIn(batch, id, content);
  const key = voteKey({ message: id, user });
  const before = batch.rows(changedVotes).get(key)?.choices ?? batch.read(votesByKey, key) ?? [];
  if (sameChoices(before, choices)) return { version: last, at: batch.now, ...result };
  const after = countVote(result, { before, after: choices });
  const { version, at } = batch.add(
    content.anonymous
      ? { type: "vote", id, author: ANONYMOUS_VOTER, ...after }
      : { type: "vote", id, author: user, choices: [...choices], ...after },
  );
  batch.rows(changedVotes).set(key, { message: id, user, choices, version });
  batch.rows(changedPolls).set(id, { message: id, version, ...after });
  if (content.anonymous) {
    batch.transactionWrites.push({
      locks: [user],
      write: (trx) => writeUserVersion(trx, { message: id, user }),
    });
  }
  return { version, at, ...after };
}

/** Appends that a poll is closed. */
export function appendPollEnd(
  batch: LogBatch,
  { message: id, author }: { message: string; author: string },
  content: PollContent,
): { version: number; at: number } & PollResult {
  const { message: _id, version: _version, ...result } = pollResultIn(batch, id, content);
  const after = { ...result, closedAt: batch.now };
  const { version, at } = batch.add({ type: "vote", id, author, ...after });
  batch.rows(changedPolls).set(id, { message: id, version, ...after });
  return { version, at, ...after };
}

/** Puts a vote among its user's own changes. The commit has written the vote before. */
async function writeUserVersion(
  trx: Transaction,
  { message, user }: Pick<Vote, "message" | "user">,
): Promise<PublishAfterCommit> {
  const version = await nextUserVersion(trx, user);
  await trx("votes")
    .where({ message_id: message, user_id: user })
    .update({ user_version: version });
  return (bus) => {
    bus.publish("user", { user, version });
  };
}

const rowColumns = (userId: string): string => `'vote' as type, t.message_id as id, t.version,
  t.counts, t.voters, floor(extract(epoch from t.closed_at) * 1000)::bigint as "closedAt",
  coalesce((select choices from votes
    where message_id = t.message_id and user_id = ${userId}), '{}') as mine`;

export const voteSource: ChangeSource = {
  name: "votes",
  newest: "(select max(version) from poll_results where conversation_id = $1)",
  async read(database, { conversationId, userId, between: [first, last], limit }) {
    const rows = await runPrepared<VotesRow & { closedAt: number | null }>(
      database,
      {
        name: "vote_changes",
        text: `select ${rowColumns("$2")} from poll_results t
          where conversation_id = $1 and version between $3 and $4 order by version limit $5`,
      },
      [conversationId, userId, first, last, limit],
    );
    return rows.map(withoutNull);
  },
  async readWithHistory(database, { userId, messages, version }) {
    if (messages.length === 0) return [];
    const rows = await runPrepared<VotesRow & { closedAt: number | null }>(
      database,
      {
        name: "votes_in",
        text: `select ${rowColumns("$2")} from unnest($1::uuid[]) as asked (id), lateral (
            select * from poll_results where message_id = asked.id offset 0) t
          where t.version <= $3`,
      },
      [messages, userId, version],
    );
    return rows.map(withoutNull);
  },
};

/** A row in which a missing time is absent. */
function withoutNull<Row extends { closedAt: number | null }>({
  closedAt,
  ...row
}: Row): Omit<Row, "closedAt"> & { closedAt?: number } {
  return { ...row, ...(closedAt !== null && { closedAt }) };
}
