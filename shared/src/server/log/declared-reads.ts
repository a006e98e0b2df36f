import { may } from "../../members/index.js";
import { messagesById } from "./changes/message.js";
import type { ConversationState, Source } from "./conversation-state.js";
import type { CommandIdentity } from "./idempotency.js";
import type { BatchReads } from "./log-batch.js";
import type { Pending } from "./log-command.js";
import type { RowRead } from "./row-list.js";

/**
 * Reads the rows that a batch's commands declare, with one query for each kind of row.
 * @param identities commands that may have been sent before: a message has the id of its command.
 */
export async function readDeclared(
  source: Source,
  pending: readonly Pending[],
  identities: readonly CommandIdentity[],
): Promise<BatchReads["rows"]> {
  const declared = new Map<RowRead<unknown>, Set<string>>();
  const declare = (read: RowRead<unknown>, ids: readonly string[]): void => {
    const known = declared.get(read) ?? new Set();
    for (const id of ids) known.add(id);
    declared.set(read, known);
  };
  for (const { reads } of pending) {
    for (const [read, ids] of reads.rows ?? []) declare(read, ids);
    for (const [read, key] of reads.memberLists ?? []) declare(read, [key]);
  }
  declare(
    messagesById,
    identities.map(({ commandId }) => commandId),
  );
  const rows = new Map<RowRead<unknown>, ReadonlyMap<string, unknown>>();
  for (const [read, ids] of declared) {
    if (ids.size > 0) rows.set(read, await read.load(source, [...ids]));
  }
  return rows;
}

/** The users of the declared lists, who may be members. */
export function* listedMembers(
  pending: readonly Pending[],
  rows: BatchReads["rows"],
): Generator<string> {
  for (const { reads } of pending) {
    for (const [read, key] of reads.memberLists ?? []) {
      yield* (rows.get(read)?.get(key) ?? []) as string[];
    }
  }
}

/**
 * Whether a batch may remove the owner, so that successors are needed. Only groups and
 * channels have an owner; in a batch with other commands about the user who leaves, that user may
 * have become the owner.
 */
export function mayLoseOwner(state: ConversationState, pending: readonly Pending[]): boolean {
  if (!may("owner", "leave", state.kind)) return false;
  return pending.some((one) => {
    const { leaving } = one.reads;
    if (leaving === undefined) return false;
    if (state.members.get(leaving)?.role === "owner") return true;
    return pending.some((other) => other !== one && other.reads.members?.includes(leaving));
  });
}
