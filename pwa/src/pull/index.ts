export { isMemberOf, pullHistoryPage } from "./conversation.js";
export * from "./puller.js";
