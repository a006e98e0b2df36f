export * from "./commands.js";
export * from "./kinds.js";
export * from "./preferences.js";
export * from "./mentions.js";
export * from "./notification.js";
export * from "./routes.js";
