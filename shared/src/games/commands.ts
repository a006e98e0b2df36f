import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import {
  anySettingsSchema,
  challengeCodeSchema,
  challengeStates,
  gameIdSchema,
} from "./challenges.js";
import { joinQueue, leaveQueue } from "./queue.js";

const challenge = { challengeId: idSchema };
const subject = ({ challengeId }: { challengeId: string }): string => `challenge ${challengeId}`;
const changed = z.object({ state: z.enum(challengeStates) });

/** Challenges a user, or with `opponent: null` everyone who has the link. */
export const createChallenge = defineCommand({
  name: "challenge.create",
  input: z.strictObject({
    game: gameIdSchema,
    /** Those that are absent have their defaults. */
    settings: z.optional(anySettingsSchema),
    /** Whether the match changes the ratings; absent: yes. */
    rated: z.optional(z.boolean()),
    opponent: z.nullable(idSchema),
  }),
  output: z.object({
    id: idSchema,
    /** Without an opponent: the secret of the link. */
    code: z.optional(challengeCodeSchema),
    /** Milliseconds since the epoch. */
    expiresAt: z.int(),
  }),
});

/** Accepts a challenge: its match begins when both players have opened it. */
export const acceptChallenge = defineCommand({
  name: "challenge.accept",
  input: z.strictObject({
    ...challenge,
    /** The secret of a challenge by link. */
    code: z.optional(challengeCodeSchema),
  }),
  output: z.object({ matchId: idSchema }),
  subject,
});

/** Declines a challenge to the caller. */
export const declineChallenge = defineCommand({
  name: "challenge.decline",
  input: z.strictObject(challenge),
  output: changed,
  subject,
});

/** Withdraws the caller's challenge. */
export const withdrawChallenge = defineCommand({
  name: "challenge.withdraw",
  input: z.strictObject(challenge),
  output: changed,
  subject,
});

/**
 * Challenges the other player of a match to another one with changed sides. If that player has
 * already done so, it accepts: the answer then has the match.
 */
export const rematch = defineCommand({
  name: "match.rematch",
  input: z.strictObject({ matchId: idSchema }),
  output: z.object({ challengeId: idSchema, matchId: z.optional(idSchema) }),
  subject: ({ matchId }) => `rematch of ${matchId}`,
});

export const gameCommands = {
  createChallenge,
  acceptChallenge,
  declineChallenge,
  withdrawChallenge,
  rematch,
  joinQueue,
  leaveQueue,
} as const;
