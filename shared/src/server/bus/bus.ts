/**
 * What processes tell each other. Every one is a hint: what matters is in PostgreSQL, and a lost
 * hint only costs the time until the next poll.
 */
export interface Hints {
  /**
   * A conversation's room was written. With `bytes` (base64) the Yjs update `number` of the
   * document `epoch` comes along, so that who has the one before need not ask.
   */
  moved: { conversation: string; version: number; number: number; epoch?: number; bytes?: string };
  /** A user's room was written. */
  drafted: { user: string; number: number };
  /** Rows of a user moved, for instance a conversation that they are now in. */
  user: { user: string; version: number; joined?: string };
  /** A session ended: its sockets close. */
  sessionEnded: { session: string };
  /** Somebody is no longer in a conversation: their sockets in its room close. */
  membershipLost: { conversation: string; user: string };
  /** Two people have nothing to do with each other any more, because one of them says so. */
  blocked: { by: string; user: string };
  /** The awareness states of one process in one room; it replaces what that process said before. */
  awareness: { room: string; states: [client: number, state: unknown][] };
  /** Whether a user is here, as one process sees it. */
  presence: { user: string; presence: "online" | "away" | "offline" };
  /** Who knows of these users should say so. */
  presenceAsked: { users: string[] };
}

export interface Bus {
  /** Tells every process, this one included; never throws and never waits. */
  publish<T extends keyof Hints>(topic: T, hint: Hints[T]): void;
  /** @returns a function that ends the subscription. `from` is the process that spoke. */
  subscribe<T extends keyof Hints>(
    topic: T,
    listener: (hint: Hints[T], from: string) => void,
  ): () => void;
  /** This process's name on the bus. */
  readonly self: string;
  /** Whether other processes may be on it, so that lost hints must be looked for. */
  readonly shared: boolean;
  close(): Promise<void>;
}
