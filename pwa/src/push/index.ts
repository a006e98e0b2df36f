export * from "./closing.js";
export * from "./subscription.js";
