export { reportHandlers } from "./commands.js";
export { reportRoutes } from "./routes.js";
