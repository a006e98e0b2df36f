export { authenticator } from "./authenticate.js";
export { letIn, signedInOf, type Entry } from "./let-in.js";
export { hashPassword, passwordFits } from "./passwords.js";
export { createUser, setupIsOpen } from "./register.js";
export { accountRoutes } from "./routes.js";
export { beginSession, requireUnbanned } from "./sessions.js";
