export { conversationHandlers } from "./commands.js";
export { conversationRoutes } from "./routes.js";
export { joinWorld } from "./world.js";
export { listOf } from "./list.js";
export { unreadConversations } from "./unread.js";
