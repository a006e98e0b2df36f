export { admit, originFits, roomOfPath, type Admission } from "./handshake.js";
export { aliveSessions, SessionWatch } from "./session-watch.js";
