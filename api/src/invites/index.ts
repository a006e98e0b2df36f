export { inviteHandlers } from "./commands.js";
export { inviteRoutes } from "./routes.js";
