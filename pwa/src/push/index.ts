export * from "./close-notifications.js";
export * from "./subscription.js";
