import { Session } from "./session.js";

export type { Call } from "./call.js";
export * from "./session.js";

/** The session of this page. */
export const session = new Session();
