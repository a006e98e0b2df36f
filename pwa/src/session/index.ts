import { Session } from "./session.js";

export { deleteUserData, addPendingDeletion } from "./device-data.js";
export { isLocalePending, setLocalePending } from "./hint.js";
export * from "./session.js";

/** The session of this page. */
export const session = new Session();
