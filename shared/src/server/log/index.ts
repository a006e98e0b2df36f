export { insertAct, recordAct, type Act } from "./audit.js";
export { ConversationLog } from "./conversation-log.js";
export type { Member } from "./conversation-state.js";
export { deleteForAll } from "./deletion.js";
export type { CommandCall, LogHandler, LogCommand, Reads } from "./log-command.js";
export type { LogBatch, TransactionWrite } from "./log-batch.js";
export type { RowRead } from "./row-list.js";
export type { WritableRoom } from "./write-path.js";
export * from "./changes/index.js";
export { customEmojiByName, stickersById, type StoredSticker } from "./expressions.js";
export {
  commandKey,
  lookUp,
  recordInTransaction,
  type CommandIdentity,
  type RecordedCommand,
} from "./idempotency.js";
