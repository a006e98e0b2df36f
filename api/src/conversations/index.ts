export { conversationHandlers } from "./commands.js";
export { conversationRoutes } from "./routes.js";
export { joinWorld } from "./world.js";
export { unreadConversations } from "./list.js";
export { startMemberCounts } from "./member-counts.js";
