export { aliveSessions, originFits, protocolsOf, type Refusal } from "./admission/index.js";
export { openLog, type Log } from "./conversations/index.js";
export { GuardedSockets, type GuardedProtocol } from "./guarded-sockets/index.js";
export { RemotePresence } from "./presence/index.js";
export { createSyncServer, type SyncContext, type SyncServer } from "./sync-server.js";
export { readUserRoom, SNAPSHOT_EVERY, type UserRoomContents } from "./rooms/index.js";
export type { RoomSession } from "./sockets/index.js";
export { frameOf, textFrameOf, type Connection } from "./wire/index.js";
