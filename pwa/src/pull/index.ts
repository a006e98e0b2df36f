export { isMemberOf, pullHistoryPage } from "./pull-conversation.js";
export * from "./puller.js";
