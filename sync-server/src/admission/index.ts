export { introduce, originFits, refusalOf, roomOfPath, type Admission } from "./handshake.js";
export { PermissionPoll } from "./permission-poll.js";
export { readAdmissions, type AdmissionKey, type AdmissionRows } from "./read-admission.js";
export { aliveSessions } from "./rights.js";
export { inParts, RightsWatch } from "./rights-watch.js";
