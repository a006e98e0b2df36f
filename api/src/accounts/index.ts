export { authenticator } from "./authenticate.js";
export { hashPassword } from "./passwords.js";
export { createUser, setupIsOpen } from "./register.js";
export { accountRoutes } from "./routes.js";
