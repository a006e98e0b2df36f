import * as z from "zod/mini";
import { NIL_ID, idSchema } from "../../ids/index.js";
import { changeFields, defineChangeType } from "./change-type.js";

const choicesSchema = z.array(z.int());

/** The result of a poll so far. */
const pollResultFields = {
  /** Votes for each choice, in the order of the choices. */
  counts: z.array(z.int()),
  /** Users who voted. */
  voters: z.int(),
  /** When the poll was closed before its time, in milliseconds since the epoch. */
  closedAt: z.optional(z.int()),
};
export const pollResultSchema = z.object(pollResultFields);
export type PollResult = z.infer<typeof pollResultSchema>;

/** The result of one poll; `mine`: the choices of the caller. */
export const votesRowSchema = z.object({
  type: z.literal("vote"),
  /** The message's id. */
  id: idSchema,
  version: z.int(),
  ...pollResultFields,
  mine: choicesSchema,
});
export type VotesRow = z.infer<typeof votesRowSchema>;

/** The result of a poll as a device stores it. */
export interface StoredVotes extends VotesRow {
  /** The conversation's version as of which `mine` is known. */
  mineVersion: number;
}

/** The choices of a device's user, as of a version of the conversation. */
export interface OwnVote {
  choices: readonly number[];
  version: number;
}

/** The author of a vote in an anonymous poll: no user. */
export const ANONYMOUS_VOTER = NIL_ID;

/**
 * A user's vote in a poll, or the end of the poll (`closedAt`). The vote of an anonymous poll names
 * neither its author nor its choices: the voter's devices learn of it by the user's own changes.
 */
export const vote = defineChangeType({
  change: z.object({
    type: z.literal("vote"),
    ...changeFields,
    id: idSchema,
    /** Empty: the author has taken the vote back. */
    choices: z.optional(choicesSchema),
    ...pollResultFields,
  }),
  row: votesRowSchema,
  fold: {
    table: "votes",
    key: ({ id }) => id,
    into(stored: StoredVotes | undefined, input, userId): StoredVotes {
      const { type, id, version, counts, voters, closedAt } = input;
      const own = ownVoteIn(input, userId);
      if (stored && stored.version >= version) return own ? withOwnVote(stored, own) : stored;
      const { mine = [], mineVersion = 0 } = stored ?? {};
      const result = { counts, voters, ...(closedAt !== undefined && { closedAt }) };
      const next = { type, id, version, ...result, mine, mineVersion };
      return own ? withOwnVote(next, own) : next;
    },
  },
});

/** A device's row with its user's own vote; `stored` itself if it knows a later one. */
export function withOwnVote(stored: StoredVotes, { choices, version }: OwnVote): StoredVotes {
  if (stored.mineVersion > version) return stored;
  if (stored.mineVersion === version && sameChoices(stored.mine, choices)) return stored;
  return { ...stored, mine: [...choices], mineVersion: version };
}

/** The row of a poll of which a device knows only its user's own vote. */
export function unknownVotes(id: string): StoredVotes {
  return { type: "vote", id, version: 0, counts: [], voters: 0, mine: [], mineVersion: 0 };
}

export function sameChoices(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((choice) => other.includes(choice));
}

/** The result after a user's choices have changed from `before` to `after`. */
export function countVote(
  result: PollResult,
  { before, after }: { before: readonly number[]; after: readonly number[] },
): PollResult {
  const counts = result.counts.map(
    (count, choice) => count + Number(after.includes(choice)) - Number(before.includes(choice)),
  );
  const voters = result.voters + Number(after.length > 0) - Number(before.length > 0);
  return { ...result, counts, voters };
}

/** The result of a poll without votes. */
export function noVotes(choices: number): PollResult {
  return { counts: Array.from({ length: choices }, () => 0), voters: 0 };
}

function ownVoteIn(
  input: { version: number; author?: string; mine?: number[]; choices?: number[] | undefined },
  userId: string,
): OwnVote | undefined {
  const { version, author, mine, choices } = input;
  if (mine) return { choices: mine, version };
  return choices && author === userId ? { choices, version } : undefined;
}
