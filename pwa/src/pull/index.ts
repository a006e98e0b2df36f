export { fetchPart, joinPart } from "./detached-history.js";
export { isMemberOf, pullHistoryPage } from "./pull-conversation.js";
export * from "./puller.js";
