import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";
import { personSchema } from "../people/index.js";
import { anySettingsSchema, gameIdSchema } from "./challenges.js";

export const sideSchema = z.union([z.literal(0), z.literal(1)]);

/**
 * The states of a match: `waiting` until both players are connected, then `playing`, then one of the
 * others for ever.
 */
export const matchStates = [
  ...(["waiting", "playing", "finished", "aborted", "interrupted"] as const),
] as const;
export type MatchState = (typeof matchStates)[number];

/**
 * Why a match ended:
 * - `rules`: the game was played to its end
 * - `resigned`: a player gave up
 * - `claimed`: a player stayed away for longer than the grace period, and the other one claimed the win
 * - `timeout`: a player did not move in time
 * - `agreed`: both agreed on a draw
 * - `noShow`: not both players came; no result
 * - `aborted`: a player left before the first moves, or it went on for too long; no result
 * - `interrupted`: the server that ran it stopped; no result
 */
export const endReasons = [
  ...(["rules", "resigned", "claimed", "timeout", "agreed"] as const),
  ...(["noShow", "aborted", "interrupted"] as const),
] as const;
export type EndReason = (typeof endReasons)[number];

/** The end of a match. Without a winner it is a draw, or has no result (`noShow` and after). */
export const matchEndSchema = z.object({
  winner: z.nullable(sideSchema),
  reason: z.enum(endReasons),
});
export type MatchEnd = z.infer<typeof matchEndSchema>;

/** A player's rating before and after a match, in points of Glicko-2. */
export const ratingChangeSchema = z.object({ before: z.number(), after: z.number() });
export type RatingChange = z.infer<typeof ratingChangeSchema>;

const pair = <T extends z.core.$ZodType>(schema: T) => z.tuple([schema, schema]);

/** A match in a list. Of two entries, the first is of side 0. */
export const matchSchema = z.object({
  id: idSchema,
  game: gameIdSchema,
  settings: anySettingsSchema,
  rated: z.boolean(),
  /** Null for a deleted account. */
  players: pair(z.nullable(personSchema)),
  state: z.enum(matchStates),
  end: z.optional(matchEndSchema),
  score: z.optional(pair(z.int())),
  /** Of a rated match with a result. */
  ratings: z.optional(pair(ratingChangeSchema)),
  /** Milliseconds since the epoch, as are the other times. */
  createdAt: z.int(),
  startedAt: z.optional(z.int()),
  endedAt: z.optional(z.int()),
  rematchOf: z.optional(idSchema),
});
export type Match = z.infer<typeof matchSchema>;

/** What a match needs to be played again: `MatchRecord` of `game.ts`, without game and settings. */
export const storedRecordSchema = z.object({
  /** A 32-bit unsigned integer. */
  seed: z.int(),
  inputs: z.array(z.object({ step: z.int(), side: sideSchema, input: z.unknown() })),
  steps: z.int(),
});
export type StoredRecord = z.infer<typeof storedRecordSchema>;
