import { unknownVotes, withOwnVote } from "@rally/shared/conversations";
import type { RallyDatabase } from "../../database/index.js";

/** The user's vote in a poll; `voteVersion` is the version of the conversation that it made. */
export interface OwnVoteRow {
  conversationId: string;
  messageId: string;
  choices: readonly number[];
  voteVersion: number;
}

/**
 * Stores the user's own votes. The changes of an anonymous poll bring its counts, but name no user:
 * the user's devices learn of the user's vote by the user's own changes.
 */
export function storeOwnVotes(
  database: RallyDatabase,
  rows: readonly OwnVoteRow[],
): PromiseLike<void> {
  const { conversations, votes } = database;
  return database.transaction("rw", [conversations, votes], async () => {
    for (const { conversationId, messageId, choices, voteVersion } of rows) {
      const conversation = await conversations.get(conversationId);
      if (!conversation || conversation.left) continue;
      const stored = await votes.get(messageId);
      const own = { choices, version: voteVersion };
      const next = withOwnVote(stored ?? unknownVotes(messageId), own);
      if (next !== stored) await votes.put({ ...next, conversation: conversationId });
    }
  });
}
