export { friendHandlers } from "./commands.js";
export { friendChanges } from "./lists.js";
export { friendRoutes } from "./routes.js";
export { endFriendship } from "./rows.js";
