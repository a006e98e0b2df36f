import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";
import { personSchema } from "../people/index.js";
import { gameIds } from "./table.js";

export const gameIdSchema = z.enum(gameIds);

/** The settings of a game; its own schema checks them. */
export const anySettingsSchema = z.record(z.string().check(z.maxLength(32)), z.unknown());

/** The states of a challenge. Only a waiting one can change. */
export const challengeStates = [
  ...(["waiting", "accepted", "declined", "withdrawn", "expired"] as const),
] as const;
export type ChallengeState = (typeof challengeStates)[number];

/** The code of a challenge by link: 16 characters of base64url, 96 random bits. */
export const challengeCodeSchema = z.string().check(z.regex(/^[\w-]{16}$/));

/** A challenge, as one of its players or a holder of its code sees it. */
export const challengeSchema = z.object({
  id: idSchema,
  game: gameIdSchema,
  settings: anySettingsSchema,
  /** Whether its match changes the ratings. */
  rated: z.boolean(),
  /** Null if the account was deleted. */
  by: z.nullable(personSchema),
  /** Null if anyone may accept who has the code. */
  opponent: z.nullable(personSchema),
  /** Only for the user who made it, and only without an opponent. */
  code: z.optional(challengeCodeSchema),
  state: z.enum(challengeStates),
  /** Milliseconds since the epoch, as is `expiresAt`. */
  createdAt: z.int(),
  expiresAt: z.int(),
  /** The match that it became. */
  matchId: z.optional(idSchema),
  /** The match that it repeats. */
  rematchOf: z.optional(idSchema),
});
export type Challenge = z.infer<typeof challengeSchema>;
