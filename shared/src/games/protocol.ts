import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";
import { personSchema } from "../people/index.js";
import { anySettingsSchema, gameIdSchema } from "./challenges.js";
import { matchEndSchema, matchStates, ratingChangeSchema, sideSchema } from "./matches.js";

/*
 * The messages of the game socket, version 1: `docs/game-protocol.md`. JSON in text frames; inputs and
 * snapshots of real-time games in binary frames (`game-frames.ts`).
 */

export const GAME_PATH = "/game";
/** The sub-protocol of the game socket; the client sends the access token as a second one. */
export const GAME_SUBPROTOCOL = "rally.game.v1";

/** The path of a match's socket. */
export const gameSocketPath = (matchId: string): string => `${GAME_PATH}?match=${matchId}`;

/** The `protocols` of a WebSocket to a match. */
export function gameProtocols(accessToken: string): string[] {
  return [GAME_SUBPROTOCOL, `bearer.${accessToken}`];
}

const time = z.int();
const pair = <T extends z.core.$ZodType>(schema: T) => z.tuple([schema, schema]);

/** What a client sends as JSON. Spectators may only send `ping`. */
export const clientGameMessageSchema = z.discriminatedUnion("type", [
  /** A move of a turn-based game. `number` is the number of moves so far, from 0. */
  z.strictObject({ type: z.literal("move"), number: z.int(), input: z.unknown() }),
  /** Gives up; the other player wins. */
  z.strictObject({ type: z.literal("resign") }),
  /** Ends the match without a result, before its first moves. */
  z.strictObject({ type: z.literal("abort") }),
  /** Claims the win when the other player's grace period is over. */
  z.strictObject({ type: z.literal("claim") }),
  /** Offers a draw, in a turn-based game. A move of either player ends the offer. */
  z.strictObject({ type: z.literal("offerDraw") }),
  /** Answers the other player's offer. */
  z.strictObject({ type: z.literal("answerDraw"), accept: z.boolean() }),
  /** Asks for the server's time. `at` is returned as it is. */
  z.strictObject({ type: z.literal("ping"), at: z.number() }),
]);
export type ClientGameMessage = z.infer<typeof clientGameMessageSchema>;

/** Why a message was refused. The match goes on. */
export const gameRefusals = [
  ...(["notAPlayer", "notPlaying", "notYourTurn", "wrongNumber", "notAllowed", "invalid"] as const),
  ...(["tooFarAhead", "tooLate", "graceNotOver", "noOffer"] as const),
] as const;
export type GameRefusal = (typeof gameRefusals)[number];

/** A player's connection. `graceUntil`: when the other player may claim; null while connected. */
const connectionSchema = z.object({ connected: z.boolean(), graceUntil: z.nullable(time) });
export type PlayerConnection = z.infer<typeof connectionSchema>;

/** What the server sends as JSON. Times are the server's, in milliseconds since the epoch. */
export const serverGameMessageSchema = z.discriminatedUnion("type", [
  /** The first message on each socket: everything about the match so far. */
  z.object({
    type: z.literal("joined"),
    matchId: idSchema,
    game: gameIdSchema,
    settings: anySettingsSchema,
    /** A 32-bit unsigned integer. */
    seed: z.int(),
    rated: z.boolean(),
    /** The receiver's side; null for a spectator. */
    side: z.nullable(sideSchema),
    players: pair(z.nullable(personSchema)),
    connections: pair(connectionSchema),
    state: z.enum(matchStates),
    /** The server's time now. */
    now: time,
    /** The moves so far, of a turn-based game. */
    moves: z.optional(z.array(z.object({ side: sideSchema, input: z.unknown() }))),
    /** The last input of each player that the server has received, of a real-time game. */
    sequences: z.optional(z.array(z.int())),
    /** When the match is aborted unless both players are connected; only while it waits. */
    noShowAt: z.optional(time),
    /** When the player who is to move loses, in a turn-based game. */
    moveBy: z.optional(time),
    /** The player who has offered a draw. */
    drawOfferedBy: z.optional(sideSchema),
    spectators: z.int(),
  }),
  /** Both players are connected; step 0, or move 0, is next. */
  z.object({ type: z.literal("started"), now: time, moveBy: z.optional(time) }),
  /** A move was made. It answers the player who made it, too. */
  z.object({
    type: z.literal("move"),
    number: z.int(),
    side: sideSchema,
    input: z.unknown(),
    moveBy: z.optional(time),
  }),
  /** A player has connected or disconnected. */
  z.object({ type: z.literal("connection"), side: sideSchema, ...connectionSchema.shape }),
  z.object({ type: z.literal("drawOffered"), side: sideSchema }),
  /** The other player declined the offer, or a move ended it. */
  z.object({ type: z.literal("drawDeclined") }),
  z.object({ type: z.literal("spectators"), count: z.int() }),
  /** The receiver's message was refused. `number`: of a move; `sequence`: of an input. */
  z.object({
    type: z.literal("refused"),
    reason: z.enum(gameRefusals),
    number: z.optional(z.int()),
    sequence: z.optional(z.int()),
  }),
  z.object({ type: z.literal("pong"), at: z.number(), now: time }),
  /** The match has ended, and its result is stored. The server then closes the socket with 4410. */
  z.object({
    type: z.literal("ended"),
    ...matchEndSchema.shape,
    score: pair(z.int()),
    /** The number of steps, or of moves. */
    steps: z.int(),
    ratings: z.optional(pair(ratingChangeSchema)),
  }),
]);
export type ServerGameMessage = z.infer<typeof serverGameMessageSchema>;
export type JoinedMatch = Extract<ServerGameMessage, { type: "joined" }>;
