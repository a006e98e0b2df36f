/** Challenges, matches and their sockets. */
export const gameLimits = {
  /** Milliseconds until a challenge expires that nobody has accepted. */
  gameChallengeTime: 24 * 3_600_000,
  /** Open challenges that one user has sent. */
  openChallenges: 20,
  /** Milliseconds after which an entry of the queue ends that its user does not renew. */
  queueSilence: 30_000,
  /** Milliseconds within which both players must have opened a match. */
  matchNoShow: 30_000,
  /** Milliseconds that a player may be disconnected before the other one may claim the win. */
  matchGrace: 30_000,
  /** Steps of a real-time match, an hour at 60 a second; after them it is aborted. */
  matchSteps: 216_000,
  /** Steps, and moves of each player, during which a match can be aborted without a result. */
  abortSteps: 300,
  abortMoves: 1,
  /** Steps that an input may be ahead of the match: half a second at 60 a second. */
  inputLead: 30,
  /** Inputs of one player per second, and in a burst; an input that lasts is not repeated. */
  matchInputs: 90,
  matchInputsAtOnce: 180,
  /** Bytes of one message from a client of the game socket. */
  gameFrameBytes: 1_024,
  /** Bytes that wait for a slow reader of a match: some ten seconds of a fast game. */
  gameReaderBytes: 64 * 1024,
  /** Sockets of one user on the game sockets of one process: matches played and watched. */
  userGameSockets: 16,
  /** Spectators of one match on one process. */
  matchSpectators: 500,
  /** Milliseconds between heartbeats of a process that runs matches, and until it counts as dead. */
  gameServerHeartbeat: 1_000,
  gameServerSilence: 5_000,
} as const;
