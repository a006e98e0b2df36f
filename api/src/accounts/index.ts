export { accountHandlers, localeOf } from "./locale.js";
export { createUser, setupIsOpen } from "./register.js";
export { accountRoutes } from "./routes.js";
