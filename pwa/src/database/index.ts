export { conversationTables, deleteConversationRows } from "./conversation-tables.js";
export type * from "./conversation-view.js";
export * from "./database.js";
export * from "./lineage.js";
export * from "./live-query.js";
export * from "./open.js";
export * from "./other-accounts.js";
export * from "./schema.js";
export * from "./unread.js";
