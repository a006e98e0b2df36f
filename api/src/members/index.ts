export { memberHandlers } from "./commands.js";
export { memberRoutes } from "./routes.js";
