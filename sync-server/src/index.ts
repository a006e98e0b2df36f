export { aliveSessions, originFits } from "./admission/index.js";
export {
  ConversationLog,
  keyOf,
  recall,
  type CommandIdentity,
  type LogBatch,
  type LoggedMessage,
  type LogWork,
  type Recalled,
} from "./log/index.js";
export { openLog, type Log } from "./conversations.js";
export { HeardPresence } from "./presence/index.js";
export { createSyncServer, type SyncContext, type SyncServer } from "./sync-server.js";
export { readUserRoom, type UserRoomContents } from "./rooms/index.js";
