export { AddressWatch } from "./address-watch.js";
export { readHandshake, originFits, refusalOf, roomOfPath, type Admission } from "./handshake.js";
export { PermissionPoll } from "./permission-poll.js";
export { readAdmissions, type AdmissionKey, type AdmissionRows } from "./read-admission.js";
export { aliveSessions } from "./rights.js";
export { inBatches, RightsWatch } from "./rights-watch.js";
