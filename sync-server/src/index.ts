export { aliveSessions, originFits } from "./admission/index.js";
export { ConversationLog, type LogTransaction } from "./log/index.js";
export { openLog, type Log } from "./conversations.js";
export { createSyncServer, type SyncContext, type SyncServer } from "./sync-server.js";
