import { blockUser, unblockUser } from "@rally/shared/blocks";
import type { BlockRow, OutboxRow, RallyDatabase } from "../database/index.js";

/** Whether the two of a conversation can write to each other, as far as this device knows. */
export type Standing =
  | "open"
  /** This user has blocked the other one. */
  | "blocked"
  /** The server refused a message because one has blocked the other; it does not say which. */
  | "refused";

/** Whom this user has blocked; commands that are not sent yet count. */
export function blockedBy(
  rows: readonly BlockRow[],
  unsent: readonly OutboxRow[],
): ReadonlySet<string> {
  const blocked = new Set(rows.filter((row) => row.blocked).map(({ userId }) => userId));
  for (const { name, input, state } of unsent) {
    if (state === "refused") continue;
    if (name === blockUser.name) blocked.add((input as { userId: string }).userId);
    if (name === unblockUser.name) blocked.delete((input as { userId: string }).userId);
  }
  return blocked;
}

/** Reads the standing of this user and the other one of a conversation. */
export async function readStanding(
  { blocks, outbox }: RallyDatabase,
  conversation: { id: string; partner?: { id: string } | undefined },
): Promise<Standing> {
  const { partner } = conversation;
  if (!partner) return "open";
  const [row, unsent] = await Promise.all([
    blocks.get(partner.id),
    outbox.where("state").anyOf("pending", "sending", "refused").sortBy("order"),
  ]);
  if (blockedBy(row ? [row] : [], unsent).has(partner.id)) return "blocked";
  const refused = unsent.some((command) => isRefusedByBlock(command, conversation.id));
  return refused ? "refused" : "open";
}

function isRefusedByBlock(row: OutboxRow, conversationId: string): boolean {
  return (
    row.conversation === conversationId && row.state === "refused" && row.error?.code === "blocked"
  );
}
