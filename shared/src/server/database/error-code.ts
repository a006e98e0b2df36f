/**
 * The code of a database's or a network's error (`23505`, `ECONNRESET` …), whether it comes from
 * the driver or, with the driver's beneath it, from Objection.
 */
export function databaseErrorCode(error: unknown): string | undefined {
  const { code, nativeError } = error as { code?: unknown; nativeError?: unknown };
  if (typeof code === "string") return code;
  return nativeError === undefined ? undefined : databaseErrorCode(nativeError);
}
