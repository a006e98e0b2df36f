/**
 * Close codes of sockets. 4400–4499 are final; after 4500–4599 a client connects again, which is the
 * convention of y-websocket 3.
 */
export const closeCodes = {
  /** The frame is not part of the protocol. */
  badFrame: 4400,
  /** No valid token, or the session has ended: sign in again. */
  unauthenticated: 4401,
  /** The user cannot open this room, or wrote where only the server writes. */
  refused: 4403,
  /** The document has a history that the server does not know: create a new one. */
  staleReplica: 4409,
  /** The match has ended; a message before told how. */
  matchEnded: 4410,
  /** The same player has opened the match on another socket. */
  replaced: 4411,
  tooLarge: 4413,
  /** An internal server error. */
  failed: 4500,
  goingDown: 4503,
  slowReader: 4508,
  slowDown: 4529,
} as const;
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];

export function isFinalClose(code: number): boolean {
  return code >= 4400 && code < 4500;
}

/** The name of a close code, for metrics and logs. */
export function closeCodeName(code: CloseCode): string {
  return Object.entries(closeCodes).find(([, known]) => known === code)?.[0] ?? String(code);
}
