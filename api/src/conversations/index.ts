export { conversationHandlers } from "./commands.js";
export { conversationRoutes } from "./routes.js";
export { joinWorld } from "./world.js";
export { oneOf, unreadConversations } from "./list.js";
export { noSuchConversation } from "./policy.js";
export { roleIn } from "./role-in.js";
export { startRemoval } from "./remove-deleted.js";
export { startMemberCounts } from "./member-counts.js";
