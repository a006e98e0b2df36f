export { blockHandlers } from "./commands.js";
export { blockRoutes } from "./routes.js";
