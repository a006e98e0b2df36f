export { blockHandlers } from "./block-commands.js";
export { blockRoutes } from "./block-routes.js";
export { requireNoBlockAmong, requireNotBlockedWith } from "./blocked.js";
export { readChanges, newestChangeSql } from "./changes.js";
export { friendHandlers } from "./friend-commands.js";
export { friendChanges } from "./friend-lists.js";
export { friendRoutes } from "./friend-routes.js";
export { endFriendship } from "./friendships.js";
export { ignoreHandlers } from "./ignore-commands.js";
