import type { Change } from "./changes.js";
import type { ChangedRow, MarkerRow, MessageRow } from "./content.js";

/**
 * A message as a device keeps it. Without `seq` it is a stub: an edit or deletion came before the
 * message itself (which history, fetched backwards, will bring), and must not be forgotten.
 */
export type HeldMessage = Omit<MessageRow, "seq" | "author" | "at"> &
  Partial<Pick<MessageRow, "seq" | "author" | "at">>;

/** The rows that a live change speaks of, in the form in which the pull side would bring them. */
export type FoldInput = Change | ChangedRow;

/** Which message or marker a change or row is about; undefined for one this program does not know. */
export function foldKey(
  input: FoldInput,
): { table: "messages"; id: string } | { table: "markers"; user: string } | undefined {
  switch (input.type) {
    case "message":
    case "edit":
    case "delete":
      return { table: "messages", id: input.id };
    case "marker":
      return { table: "markers", user: input.user };
    default:
      return undefined;
  }
}

/**
 * Folds a live change or a pulled row into what the device holds of that message; the higher
 * version wins, and a stub takes what it lacks from an older row.
 * @returns the row to keep, or `held` itself when nothing changes.
 */
export function foldMessage(
  held: HeldMessage | undefined,
  input: Extract<FoldInput, { type: "message" | "edit" | "delete" }>,
): HeldMessage | undefined {
  if (held && held.version >= input.version) {
    return held.seq === undefined && input.type === "message" ? completeStub(held, input) : held;
  }
  switch (input.type) {
    case "message":
      return { ...input };
    case "edit":
      return {
        ...(held ?? { type: "message", id: input.id }),
        content: input.content,
        version: input.version,
        editedAt: input.at,
      };
    case "delete": {
      const {
        content: _content,
        replyTo: _replyTo,
        ...rest
      } = held ??
      ({
        type: "message" as const,
        id: input.id,
      } as HeldMessage);
      return { ...rest, content: null, version: input.version, deletedAt: input.at };
    }
  }
}

function completeStub(
  stub: HeldMessage,
  row: Extract<FoldInput, { type: "message" }>,
): HeldMessage {
  return {
    ...row,
    ...stub,
    seq: row.seq,
    author: row.author,
    at: row.at,
  };
}

/** Folds a marker; it never goes back [S10]. */
export function foldMarker(
  held: MarkerRow | undefined,
  input: Extract<FoldInput, { type: "marker" }>,
): MarkerRow {
  if (!held) return { type: "marker", user: input.user, seq: input.seq, version: input.version };
  return {
    type: "marker",
    user: input.user,
    seq: Math.max(held.seq, input.seq),
    version: Math.max(held.version, input.version),
  };
}

/**
 * Where the cursor of a device stands after live changes: versions that follow it without a gap
 * advance it.
 * @returns the new cursor, and whether something between is missing and must be pulled.
 */
export function advanceCursor(
  cursor: number,
  versions: readonly number[],
): { cursor: number; gap: boolean } {
  let reached = cursor;
  for (const version of [...versions].sort((a, b) => a - b)) {
    if (version <= reached) continue;
    if (version !== reached + 1) return { cursor: reached, gap: true };
    reached = version;
  }
  return { cursor: reached, gap: false };
}
