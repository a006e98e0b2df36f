export { profileHandlers } from "./commands.js";
export { peopleRoutes } from "./routes.js";
export { lockPeople, nextUserVersion, requireOnTermsWith } from "./rows.js";
