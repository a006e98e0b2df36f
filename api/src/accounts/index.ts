export { authenticator } from "./authenticate.js";
export { createGuessing, type Guess, type Guessing } from "./guessing.js";
export { letIn, signedInOf, type Entry } from "./let-in.js";
export { forgetOldLinks } from "./links.js";
export { accountHandlers } from "./locale.js";
export { createUser, setupIsOpen } from "./register.js";
export { accountRoutes } from "./routes.js";
export { beginSession, requireUnbanned } from "./sessions.js";
