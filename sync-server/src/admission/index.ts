export { introduce, originFits, refusalOf, roomOfPath, type Admission } from "./handshake.js";
export { aliveSessions } from "./rights.js";
export { RightsWatch } from "./rights-watch.js";
