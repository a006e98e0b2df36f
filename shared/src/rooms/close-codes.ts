/**
 * Why a socket was closed. 4400–4499 are final, 4500–4599 mean: try again (the convention that
 * y-websocket 3 follows by itself).
 */
export const closeCodes = {
  /** Not a frame of this protocol. */
  badFrame: 4400,
  /** Sign in again: no token, an expired or foreign one, or the session ended. */
  unauthenticated: 4401,
  /** Not allowed: no such room for this user, or a write where only the server writes. */
  refused: 4403,
  /** The replica has a past that the server does not know: make a new document. */
  staleReplica: 4409,
  tooLarge: 4413,
  /** Something failed on the server's side. */
  failed: 4500,
  goingDown: 4503,
  slowReader: 4508,
  slowDown: 4529,
} as const;
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];

export function isFinalClose(code: number): boolean {
  return code >= 4400 && code < 4500;
}

/** What a close code is called, for counts and logs. */
export function closeCodeName(code: CloseCode): string {
  return Object.entries(closeCodes).find(([, known]) => known === code)?.[0] ?? String(code);
}
