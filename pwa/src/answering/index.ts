import { conversationAnswers } from "../conversations/index.js";
import { relationAnswers } from "../friends/index.js";
import type { AnswerFolding } from "../outbox/index.js";
import { profileAnswers } from "../people/index.js";

const domains: readonly AnswerFolding[] = [conversationAnswers, relationAnswers, profileAnswers];

/** What the answers to all commands mean for what the device holds: each domain knows its own. */
export const commandAnswers: AnswerFolding = {
  async succeeded(database, row, data) {
    for (const domain of domains) await domain.succeeded(database, row, data);
  },
  async refused(database, row) {
    for (const domain of domains) if (await domain.refused(database, row)) return true;
    return false;
  },
};
