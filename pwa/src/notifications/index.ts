export * from "./preferences.js";
export * from "./store-notifications.js";
export * from "./notification-list.js";
export * from "./reading.js";
