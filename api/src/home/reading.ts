import type { Database } from "@rally/shared/server/database";
import type { RemotePresence } from "@rally/sync-server";

/** The user whose home is read, and the page of its parts. */
export interface HomeReading {
  database: Database;
  presence: RemotePresence;
  userId: string;
  /** The number of rows before the page. */
  after: number;
  limit: number;
}

/** A page of rows that are all in memory. */
export function pageOf<T>(
  all: readonly T[],
  { after, limit }: Pick<HomeReading, "after" | "limit">,
): { rows: T[]; total: number; next?: number } {
  const end = after + limit;
  const rows = all.slice(after, end);
  return { rows, total: all.length, ...(end < all.length && { next: end }) };
}

/** A page of rows that each have the total; past the last row, the first row is read for the total. */
export async function counted<R extends { total: number }>(
  { after, limit }: Pick<HomeReading, "after" | "limit">,
  read: (page: { after: number; limit: number }) => Promise<R[]>,
): Promise<{ found: R[]; total: number; next?: number }> {
  const found = await read({ after, limit });
  const [any] = found.length > 0 || after === 0 ? found : await read({ after: 0, limit: 1 });
  const [total, end] = [any?.total ?? 0, after + found.length];
  return { found, total, ...(found.length > 0 && end < total && { next: end }) };
}
