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
