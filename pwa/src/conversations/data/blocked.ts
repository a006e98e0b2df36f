import { blockUser, unblockUser } from "@rally/shared/relationships";
import type { BlockRow, OutboxRow, RallyDatabase } from "../../database/index.js";

/** Whether the two users of a conversation can send messages, as far as this device knows. */
export type Standing =
  | "open"
  /** This user has blocked the partner. */
  | "blocked"
  /** The server refused a message because of a block; it does not reveal whose. */
  | "refused";

/** The ids of users blocked by this user, including unsent commands. */
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

/** Reads whether this user and the conversation's partner can send messages. */
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
