export { authenticator } from "./authenticate.js";
export { createGuessing, type Guess, type Guessing } from "./guessing.js";
export { forgetOldLinks } from "./links.js";
export { accountHandlers } from "./locale.js";
export { setupIsOpen } from "./register.js";
export { accountRoutes } from "./routes.js";
