import type { MessageRow } from "@rally/shared/conversations";

/** A gapless part of history that is not connected to the stored one, which has no gaps. */
export interface DetachedPart {
  lineage: string;
  /** In ascending order of seq; at least one. */
  rows: readonly MessageRow[];
  /** Whether the server has messages before and after it. */
  older: boolean;
  newer: boolean;
}

/** The messages around one (its id), or before or after a seq. */
export type DetachedBounds = { around: string } | { before: number } | { after: number };
