export { ConversationLog } from "./conversation-log.js";
export type { Member, LoggedMessage } from "./conversation-state.js";
export type { LogWork } from "./log-work.js";
export type { ChangeDraft, LogBatch } from "./log-batch.js";
export { keyOf, recall, type CommandIdentity, type Recalled } from "./recalled.js";
