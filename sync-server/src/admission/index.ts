export { AddressWatch } from "./address-watch.js";
export {
  originFits,
  protocolsOf,
  readCaller,
  readHandshake,
  refusalOf,
  roomOfPath,
  type Admission,
  type Refusal,
} from "./handshake.js";
export { PermissionPoll } from "./permission-poll.js";
export { readAdmissions, type AdmissionKey, type AdmissionRows } from "./read-admission.js";
export { aliveSessions } from "./rights.js";
export { inBatches, RightsWatch } from "./rights-watch.js";
