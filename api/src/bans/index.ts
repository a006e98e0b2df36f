export { conversationBanHandlers } from "./conversation-bans.js";
export { revokeAccess } from "./revoke-access.js";
export { readRange } from "./address-range.js";
export { banRoutes } from "./routes.js";
export { serverBanHandlers } from "./server-bans.js";
export { serverBanRoutes } from "./server-routes.js";
