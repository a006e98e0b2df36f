import * as conversation from "./conversation-bans.js";
import * as server from "./server-bans.js";

export * from "./conversation-bans.js";
export * from "./routes.js";
export * from "./server-bans.js";
export * from "./server-routes.js";

export const banCommands = { ...server.serverBanCommands, ...conversation.conversationBanCommands };
