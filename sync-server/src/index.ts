export { aliveSessions, originFits } from "./admission/index.js";
export { openLog, type Log } from "./conversations/index.js";
export { RemotePresence } from "./presence/index.js";
export { createSyncServer, type SyncContext, type SyncServer } from "./sync-server.js";
export { readUserRoom, SNAPSHOT_EVERY, type UserRoomContents } from "./rooms/index.js";
