/** The season of a time: the first day of its calendar quarter (UTC), as `2026-10-01`. */
export function seasonOf(time: Date): string {
  const month = time.getUTCMonth() - (time.getUTCMonth() % 3) + 1;
  return `${time.getUTCFullYear()}-${String(month).padStart(2, "0")}-01`;
}
