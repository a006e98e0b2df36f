export { pullHistoryPage } from "./conversation.js";
export * from "./membership.js";
export * from "./puller.js";
