/**
 * The code of a database or network error (`23505`, `ECONNRESET` …), from the driver or from
 * Objection's wrapper.
 */
export function databaseErrorCode(error: unknown): string | undefined {
  const { code, nativeError } = error as { code?: unknown; nativeError?: unknown };
  if (typeof code === "string") return code;
  return nativeError === undefined ? undefined : databaseErrorCode(nativeError);
}

/** Transient faults of PostgreSQL and the network, for which a retry helps. */
const TRANSIENT = /^(08|40|53|57)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;

/**
 * Whether an error means that the database is busy or unreachable, and not that the query is wrong.
 */
export function isTransient(error: unknown): boolean {
  const code = databaseErrorCode(error);
  const waitedTooLong = error instanceof Error && error.name === "KnexTimeoutError";
  return waitedTooLong || (code !== undefined && TRANSIENT.test(code));
}
