import { conversationResults } from "./conversations/index.js";
import { relationResults } from "./relationships/index.js";
import type { ResultHandler } from "./outbox/index.js";
import { profileResults } from "./people/index.js";

const domains: readonly ResultHandler[] = [conversationResults, relationResults, profileResults];

/** Applies the results of all commands; each domain handles its own. */
export const resultHandlers: ResultHandler = {
  async succeeded(database, row, data) {
    for (const domain of domains) await domain.succeeded(database, row, data);
  },
  async refused(database, row) {
    for (const domain of domains) if (await domain.refused(database, row)) return true;
    return false;
  },
};
