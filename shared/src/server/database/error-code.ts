/**
 * The code of a database's or a network's error (`23505`, `ECONNRESET` …), whether it comes from
 * the driver or, with the driver's beneath it, from Objection.
 */
export function databaseErrorCode(error: unknown): string | undefined {
  const { code, nativeError } = error as { code?: unknown; nativeError?: unknown };
  if (typeof code === "string") return code;
  return nativeError === undefined ? undefined : databaseErrorCode(nativeError);
}

/** PostgreSQL's and the network's faults under which trying again helps. */
const PASSING = /^(08|40|53|57)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;

/** Whether an error says that the database is busy or away, rather than that the work is wrong. */
export function isPassing(error: unknown): boolean {
  const code = databaseErrorCode(error);
  const waitedTooLong = error instanceof Error && error.name === "KnexTimeoutError";
  return waitedTooLong || (code !== undefined && PASSING.test(code));
}
