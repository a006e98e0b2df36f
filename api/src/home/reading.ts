import type { Database } from "@rally/shared/server/database";
import type { HeardPresence } from "@rally/sync-server";

/** Whose home is read, and which page of its parts. */
export interface HomeReading {
  database: Database;
  presence: HeardPresence;
  userId: string;
  /** How many rows come before the page. */
  after: number;
  limit: number;
}

/** The page asked for of all rows; they are few enough to be sorted here, their details are not. */
export function pageOf<T>(
  all: readonly T[],
  { after, limit }: Pick<HomeReading, "after" | "limit">,
): { rows: T[]; total: number; next?: number } {
  const end = after + limit;
  const rows = all.slice(after, end);
  return { rows, total: all.length, ...(end < all.length && { next: end }) };
}

/** A page of rows that each tell how many there are in all; behind the last one the first is asked. */
export async function counted<R extends { total: number }>(
  { after, limit }: Pick<HomeReading, "after" | "limit">,
  read: (page: { after: number; limit: number }) => Promise<R[]>,
): Promise<{ found: R[]; total: number; next?: number }> {
  const found = await read({ after, limit });
  const [any] = found.length > 0 || after === 0 ? found : await read({ after: 0, limit: 1 });
  const [total, end] = [any?.total ?? 0, after + found.length];
  return { found, total, ...(found.length > 0 && end < total && { next: end }) };
}
