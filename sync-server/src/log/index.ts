export { ConversationLog } from "./conversation-log.js";
export type { ChangeDraft, LogTransaction } from "./log-transaction.js";
