export { authenticator } from "./authenticate.js";
export { setupIsOpen } from "./register.js";
export { accountRoutes } from "./routes.js";
