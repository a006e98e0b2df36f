import { Session } from "./session.js";

export { deleteUserData, oweDeletion } from "./device-data.js";
export { localeOwed, oweLocale } from "./hint.js";
export * from "./session.js";

/** The session of this page. */
export const session = new Session();
